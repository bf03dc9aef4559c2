using DiskInNamespace = Nightingale.Tests.Cluster.SmallDisk;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>A disk that fills up but for some pages.</summary>
internal sealed class FillingDisk(TemporaryFolder folder, DiskInNamespace disk) : ISickDisk
{
    private const int Mebibytes = 16;

    public static async Task<ISickDisk> Make()
    {
        var folder = new TemporaryFolder();
        return new FillingDisk(folder, await DiskInNamespace.Mount(folder.Path, Mebibytes));
    }

    public Task<CountingProcess> Start() => CountingProcess.Start(through: disk.Through);

    public string Path(string data) => folder.File(data);

    public string Seen(string data) => disk.Seen(data);

    public Task FallSick(Random random)
    {
        disk.Fill(kibibytes: random.Next(64) * 4);
        return Task.CompletedTask;
    }

    public void Heal() => disk.Free();

    public void Dispose()
    {
        disk.Dispose();
        folder.Dispose();
    }
}
