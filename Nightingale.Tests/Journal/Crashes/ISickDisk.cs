namespace Nightingale.Tests.Journal.Crashes;

/// <summary>A disk that is sound until a test wants it otherwise, with data folders on it.</summary>
internal interface ISickDisk : IDisposable
{
    /// <summary>A node that will count in a data folder here. Until it does, the disk's sickness does not reach it.</summary>
    Task<CountingProcess> Start();

    /// <summary>A data folder as the node names it.</summary>
    string Path(string folder);

    /// <summary>The same as a test names it.</summary>
    string Seen(string folder);

    /// <summary>From now on it refuses what is written; how, is drawn.</summary>
    Task FallSick(Random random);

    /// <summary>It is sound again.</summary>
    void Heal();
}
