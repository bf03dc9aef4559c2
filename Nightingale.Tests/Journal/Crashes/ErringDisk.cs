namespace Nightingale.Tests.Journal.Crashes;

/// <summary>A disk that gives errors, of several kinds.</summary>
internal sealed class ErringDisk(TemporaryFolder folder, FailingDisk disk) : ISickDisk
{
    private static readonly string[] Faults = ["write EIO", "write ENOSPC", "commit EIO", "fsync EIO", "fsync ENOSPC"];

    public static async Task<ISickDisk> Make()
    {
        var folder = new TemporaryFolder();
        return new ErringDisk(folder, await FailingDisk.Make(only: folder.Path));
    }

    public Task<CountingProcess> Start() => CountingProcess.Start(environment: disk.Environment);

    public string Path(string data) => folder.File(data);

    public string Seen(string data) => folder.File(data);

    public Task FallSick(Random random) => disk.Fail(Faults[random.Next(Faults.Length)]);

    public void Heal() => disk.Heal();

    public void Dispose()
    {
        disk.Dispose();
        folder.Dispose();
    }
}
