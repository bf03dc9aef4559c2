namespace Nightingale.Host.Commands.Settings;

/// <summary>Finds what somebody meant who wrote a name that there is not.</summary>
internal static class NearName
{
    private const int MostSlips = 2;

    /// <summary>The nearest of some names: at most two letters are wrong, or one begins with the other; null if none is near.</summary>
    public static string? Of(string name, IEnumerable<string> names) => names
        .Select(other => (Name: other, Slips: Begins(name, other) || Begins(other, name) ? MostSlips : Slips(name, other)))
        .Where(near => near.Slips <= MostSlips)
        .OrderBy(near => near.Slips)
        .ThenByDescending(near => Math.Min(near.Name.Length, name.Length))
        .Select(near => near.Name)
        .FirstOrDefault();

    private static bool Begins(string name, string other) => other.Length > MostSlips && name.StartsWith(other, StringComparison.OrdinalIgnoreCase);

    // How many letters must be put in, left out or changed (Levenshtein), a row of the table at a time.
    private static int Slips(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = left = Math.Min(changed, Math.Min(row[j], left) + 1);
            }
        }

        return row[^1];
    }
}
