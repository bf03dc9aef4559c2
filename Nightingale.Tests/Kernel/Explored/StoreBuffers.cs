namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// What threads have written and others do not see yet, as on x86 processors: a thread sees what it wrote itself, others see it when it leaves the buffer, in
/// the order of the writes. Memory holds what was written last, and this what others still read. A location is told by its name: a play has one cell.
/// </summary>
internal sealed class StoreBuffers
{
    private readonly List<(ExploredThread Writer, string Location, long Before)> _unseen = [];

    /// <summary>How many writes others have come to see.</summary>
    public int Seen { get; private set; }

    public IEnumerable<ExploredThread> Writers => _unseen.Select(write => write.Writer).Distinct();

    /// <summary>The thread writes what others do not see yet.</summary>
    public void Write(ExploredThread writer, string location, long before)
    {
        Settle(writer, location);
        _unseen.Add((writer, location, before));
    }

    /// <summary>What the thread reads, if not what memory holds.</summary>
    public long? Read(ExploredThread reader, string location)
    {
        foreach (var (writer, written, before) in _unseen)
            if (writer != reader && written == location)
                return before;

        return null;
    }

    /// <summary>Others see all that the thread has written.</summary>
    public void Drain(ExploredThread writer) => Seen += _unseen.RemoveAll(write => write.Writer == writer);

    /// <summary>The thread changes this location in one step with reading it: nothing of its own waits in its buffer, and nothing of others that changes the same.</summary>
    public void Fence(ExploredThread thread, string location)
    {
        Drain(thread);
        Settle(thread, location);
    }

    public void Clear() => _unseen.Clear();

    // Two that write to one location without a fence write in the order in which they come here, which is one of those that are possible.
    private void Settle(ExploredThread thread, string location)
    {
        while (_unseen.Find(write => write.Writer != thread && write.Location == location).Writer is { } other) Drain(other);
    }
}
