using System.CommandLine;

namespace Nightingale.Host.Commands;

/// <summary>A command whose help shows examples.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
