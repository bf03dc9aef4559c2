using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Microsoft.Data.Sqlite;

using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal;

/// <summary>A data folder with a journal in it, which tests open, close, change behind the journal's back and verify.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManualTime Time { get; } = new();

    public string Path => _folder.Path;

    public string Database => _folder.File("journal.db");

    public SqliteJournal Open() => SqliteJournal.Open(new() { Folder = Path, Time = Time });

    /// <summary>
    /// Writes the history that tampering is tried on. Shard 7: a1 b1 a2, checkpoint 1, b2 a3 b3 a4, checkpoint 2. Shard 8: c1 | c2 c3.
    /// </summary>
    public async Task WriteHistory()
    {
        await using var journal = Open();
        var epoch = journal.Epoch;
        foreach (var (id, version) in new[] { ("a", 0), ("b", 0), ("a", 1) }) await journal.Append(Appends.To(id, version, epoch: epoch, key: "k f"));
        await journal.Append(Appends.To("c", 0, shard: 8, epoch: epoch));
        await journal.WriteCheckpoint();
        foreach (var (id, version) in new[] { ("b", 1), ("a", 2), ("b", 2), ("a", 3) }) await journal.Append(Appends.To(id, version, epoch: epoch));
        await journal.Append(Appends.To("c", 1, count: 2, shard: 8, epoch: epoch));
    }

    /// <summary>Runs SQL on the closed journal.</summary>
    public void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        Statement.Run(connection, sql);
    }

    /// <summary>Verifies the closed journal.</summary>
    public async Task<Verification> Verify(string? expectCheckpoint = null, string? trustedKey = null)
    {
        await using var journal = SqliteJournal.OpenReadOnly(Path);
        return await JournalVerifier.Verify(journal.Records(), expectCheckpoint, trustedKey);
    }

    /// <summary>Exports the closed journal.</summary>
    public async Task<byte[]> Export()
    {
        await using var journal = SqliteJournal.OpenReadOnly(Path);
        using var file = new MemoryStream();
        await JournalExport.Write(journal.Records(), file);
        return file.ToArray();
    }

    /// <summary>Every file's name, time of change and content, in one text.</summary>
    public async Task<string> Fingerprint()
    {
        var entries = Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var entry in entries)
            text.AppendLine(CultureInfo.InvariantCulture, $"{entry} {File.GetLastWriteTimeUtc(entry):O} {(File.Exists(entry) ? Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(entry))) : "")}");
        return text.ToString();
    }

    public void Dispose() => _folder.Dispose();
}
