using System.Text.Json;

namespace Nightingale.Actors.Instances;

/// <summary>
/// An object of a configuration file, read member by member. What is missing, unknown or wrong becomes a problem with its path, and a stand-in
/// value is given so that reading goes on.
/// </summary>
internal sealed class CheckedObject
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly List<string> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public CheckedObject(JsonElement element, string path, List<string> problems)
    {
        (_element, _path, _problems) = (element, path, problems);
        if (element.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined) return;
        Problem("", "must be an object.");
        _element = default;
    }

    /// <summary>Whether nothing was wrong in this object so far.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Tells a problem with a member, or with the object itself where <paramref name="key"/> is empty.</summary>
    public void Problem(string key, string problem)
    {
        IsSound = false;
        var path = key.Length == 0 ? _path : Path(key);
        _problems.Add(path.Length == 0 ? $"The file {problem}" : $"{path}: {problem}");
    }

    public CheckedObject Object(string key) => new(Member(key, "an object is missing."), Path(key), _problems);

    public IReadOnlyList<CheckedObject> Array(string key) => Items(key, Member(key, "a list is missing."));

    /// <summary>All members, each a list of objects.</summary>
    public IEnumerable<(string Name, IReadOnlyList<CheckedObject> Items)> Members() => _element.ValueKind is JsonValueKind.Undefined
        ? []
        : [.. _element.EnumerateObject().Select(member => (member.Name, Items(member.Name, member.Value)))];

    public string Text(string key)
    {
        var member = Member(key, "a text is missing.");
        if (member.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(member.GetString())) return member.GetString()!;
        if (member.ValueKind is not JsonValueKind.Undefined) Problem(key, "must be a text that is not empty.");
        return "";
    }

    public decimal Number(string key, decimal least, decimal most, decimal? orElse = null)
    {
        var member = Member(key, orElse is null ? "a number is missing." : null);
        if (member.ValueKind is JsonValueKind.Undefined) return orElse ?? least;
        if (member.ValueKind is JsonValueKind.Number && member.TryGetDecimal(out var value) && value >= least && value <= most) return value;
        Problem(key, $"must be a number from {least} to {most}.");
        return least;
    }

    public int Whole(string key, int least, int? orElse = null)
    {
        var member = Member(key, orElse is null ? "a number is missing." : null);
        if (member.ValueKind is JsonValueKind.Undefined) return orElse ?? least;
        if (member.ValueKind is JsonValueKind.Number && member.TryGetInt32(out var value) && value >= least) return value;
        Problem(key, $"must be a whole number of at least {least}.");
        return least;
    }

    public bool Flag(string key)
    {
        var member = Member(key, missing: null);
        if (member.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False) return member.ValueKind is JsonValueKind.True;
        Problem(key, "must be true or false.");
        return false;
    }

    /// <summary>Tells a problem for each member that nobody asked for: a misspelt key must not be taken for the default.</summary>
    public void RejectOthers()
    {
        if (_element.ValueKind is JsonValueKind.Undefined) return;
        foreach (var member in _element.EnumerateObject().Where(member => !_known.Contains(member.Name)))
            Problem(member.Name, $"is unknown. Known: {string.Join(", ", _known)}.");
    }

    private JsonElement Member(string key, string? missing)
    {
        _known.Add(key);
        if (_element.ValueKind is JsonValueKind.Undefined) return default;
        if (_element.TryGetProperty(key, out var member)) return member;
        if (missing is not null) Problem(key, missing);
        return default;
    }

    private IReadOnlyList<CheckedObject> Items(string key, JsonElement list)
    {
        if (list.ValueKind is JsonValueKind.Array)
            return [.. list.EnumerateArray().Select((item, index) => new CheckedObject(item, $"{Path(key)}[{index}]", _problems))];
        if (list.ValueKind is not JsonValueKind.Undefined) Problem(key, "must be a list.");
        return [];
    }

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
