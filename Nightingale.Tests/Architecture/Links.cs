using System.Text.RegularExpressions;

namespace Nightingale.Tests.Architecture;

/// <summary>Links from one document of the repository to another file of it.</summary>
public static partial class Links
{
    /// <summary>Every link that leads nowhere, as it is written. Links to other sites are not looked at.</summary>
    /// <param name="folder">The document's folder, absolute.</param>
    /// <param name="text">The document.</param>
    public static IEnumerable<string> Broken(string folder, string text) => Targets().Matches(text)
        .Select(link => link.Groups["to"].Value)
        .Where(to => !Elsewhere().IsMatch(to) && !Path.Exists(Path.Combine(folder, to.Split('#')[0])));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)(\s""[^""]*"")?\)|\b(src|href)=""(?<to>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Targets();

    [GeneratedRegex("^([a-z]+:|#)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Elsewhere();
}
