using System.Diagnostics.CodeAnalysis;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Requests;

/// <summary>What was read from a request, or why it could not be.</summary>
internal readonly struct Parsed<T>
{
    private readonly T? _value;

    private Parsed(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    /// <summary>Why it could not be read; null if it could.</summary>
    public Problem? Problem { get; }

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Problem problem) => new(default, problem);

    /// <summary>Gives one or the other.</summary>
    public bool Holds([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (_value, Problem);
        return problem is null;
    }
}
