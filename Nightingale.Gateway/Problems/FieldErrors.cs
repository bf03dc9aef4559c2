namespace Nightingale.Gateway.Problems;

/// <summary>Collects what is wrong with a request, all of it, by field.</summary>
public sealed class FieldErrors
{
    private readonly SortedDictionary<string, IReadOnlyList<string>> _byField = new(StringComparer.Ordinal);

    /// <summary>Whether something is wrong.</summary>
    public bool Any => _byField.Count > 0;

    /// <summary>The sentences, by the field that each is about; <c>size.cpus</c> is the field <c>cpus</c> of the field <c>size</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ByField => _byField;

    /// <summary>One thing that is wrong with one field.</summary>
    public static FieldErrors One(string field, string problem)
    {
        var errors = new FieldErrors();
        errors.Add(field, problem);
        return errors;
    }

    /// <summary>Adds a sentence.</summary>
    public void Add(string field, string problem) => _byField[field] = [.. _byField.GetValueOrDefault(field, []), problem];

    /// <summary>Whether something is wrong with a field.</summary>
    public bool Has(string field) => _byField.ContainsKey(field);
}
