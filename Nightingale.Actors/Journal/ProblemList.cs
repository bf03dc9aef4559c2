namespace Nightingale.Actors.Journal;

/// <summary>The problems found so far; what goes over the bound is counted and not kept.</summary>
internal sealed class ProblemList(int most)
{
    private readonly List<Problem> _problems = [];

    /// <summary>How many were found.</summary>
    public int Count { get; private set; }

    /// <summary>Those that are kept.</summary>
    public IReadOnlyList<Problem> Kept => _problems;

    /// <summary>A problem that may be told better later; past the bound there is nothing to tell.</summary>
    public Problem this[int index]
    {
        get => index < _problems.Count ? _problems[index] : new("");
        set
        {
            if (index < _problems.Count) _problems[index] = value;
        }
    }

    /// <summary>Adds a problem.</summary>
    public void Add(Problem problem)
    {
        Count++;
        if (_problems.Count < most) _problems.Add(problem);
    }
}
