using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>What auditors find in a node's own files, however many there are.</summary>
public sealed class AttemptFilesTests
{
    private const int Attempts = 2000;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private string _folder = "";

    private string LogPath => Path.Combine(_folder, "access.jsonl");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("nightingale-attempts-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Every_attempt_is_found_once_newest_first_also_where_files_were_full_and_others_come_meanwhile()
    {
        // Larger than what is read at once, so that lines lie across blocks.
        using var log = new AccessLog(LogPath, NullLogger<AccessLog>.Instance, mostBytes: 150_000);
        for (var number = 0; number < Attempts; number++) log.Write(Attempt(number));
        Assert.That(Directory.GetFiles(_folder), Has.Length.GreaterThan(2));

        var files = new AttemptFiles(LogPath);
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await files.Read(Query(limit: 77, after: after), default);
            found.AddRange(page.Items.Select(item => item.Record.TraceId));
            after = page.Next;
            for (var i = 0; i < 100; i++) log.Write(Attempt(Attempts + i)); // files fill up and are put away meanwhile
        }
        while (after is not null);
        Assert.That(found, Is.EqualTo(Enumerable.Range(0, Attempts).Reverse().Select(number => $"trace-{number}")));
    }

    [Test]
    public async Task Attempts_are_found_by_who_what_outcome_and_time()
    {
        using var log = new AccessLog(LogPath, NullLogger<AccessLog>.Instance);
        for (var number = 0; number < 100; number++) log.Write(Attempt(number));
        var files = new AttemptFiles(LogPath);
        Assert.That(await Numbers(Query(limit: 3) with { Principal = "user:ada" }), Is.EqualTo(new[] { 98, 96, 94 }));
        Assert.That(await Numbers(Query(limit: 3) with { Operation = "stopInstance" }), Is.EqualTo(new[] { 99, 96, 93 }));
        Assert.That(await Numbers(Query(limit: 3) with { Outcome = AccessOutcome.Refused }), Is.EqualTo(new[] { 95, 90, 85 }));
        Assert.That(await Numbers(Query(limit: 100) with { From = Start.AddSeconds(50), To = Start.AddSeconds(53) }), Is.EqualTo(new[] { 52, 51, 50 }));

        async Task<IEnumerable<int>> Numbers(AttemptQuery query) =>
            (await files.Read(query, default)).Items.Select(item => int.Parse(item.Record.TraceId["trace-".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task What_is_half_written_or_damaged_is_passed_over()
    {
        using (var log = new AccessLog(LogPath, NullLogger<AccessLog>.Instance)) log.Write(Attempt(1));
        await File.AppendAllTextAsync(LogPath, "{\"at\":\"2026-\n\n{\"at\"");
        Assert.That((await new AttemptFiles(LogPath).Read(Query(limit: 10), default)).Items.Select(item => item.Record.TraceId), Is.EqualTo(new[] { "trace-1" }));
    }

    [Test]
    public async Task Without_a_file_there_are_none() =>
        Assert.That((await new AttemptFiles(LogPath).Read(Query(limit: 10), default)).Items, Is.Empty);

    [TestCase("1-0", true)]
    [TestCase("1", false)]
    [TestCase("a-b", false)]
    [TestCase("-1-5", false)]
    [TestCase("../x-5", false)]
    public void A_place_is_what_a_piece_gave(string text, bool isPlace) => Assert.That(new AttemptFiles(LogPath).IsPlace(text), Is.EqualTo(isPlace));

    private static AttemptQuery Query(int limit, string? after = null) => new(null, null, null, null, null, after, limit);

    internal static AccessRecord Attempt(int number) => new(
        Start.AddSeconds(number),
        number % 2 == 0 ? "user:ada" : "user:bob",
        "7f3a91c25d0be846",
        "127.0.0.1",
        "POST",
        "/api/v1/instances",
        number % 3 == 0 ? "stopInstance" : "startInstance",
        number % 5 == 0 ? 403 : 202,
        number % 5 == 0 ? AccessOutcome.Refused : AccessOutcome.Allowed,
        $"trace-{number}");
}
