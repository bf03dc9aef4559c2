using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class JournalExportTests
{
    private JournalFolder _folder = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _folder = new();
        await _folder.WriteHistory();
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task An_export_is_one_json_object_a_line_with_payloads_as_they_are()
    {
        var lines = Encoding.UTF8.GetString(await _folder.Export()).TrimEnd('\n').Split('\n');

        Assert.That(lines[0], Is.EqualTo("""{"export":"nightingale.journal.v1"}"""));
        Assert.That(lines[1], Does.StartWith("""{"key":{"id":"""));
        Assert.That(lines[2], Does.StartWith("""{"event":{"persistenceId":"a","sequenceNr":1,"shard":7,"ordinal":1,"epoch":1,"at":1772355600000,"manifest":"thing.happened.v1","principal":"user:alice","commandKey":"k f","payloadHash":"""));
        Assert.That(lines[2], Does.EndWith("""
            ","payload":{"number":1}}}
            """));
        Assert.That(lines.Select(line => line.Split('"')[1]), Is.EqualTo(
            "export key event event event event checkpoint event event event event event event checkpoint end".Split(' ')));
    }

    [Test]
    public async Task Payloads_that_are_not_one_line_of_json_come_back_byte_for_byte()
    {
        byte[][] payloads = ["{\n}"u8.ToArray(), [0xFF, 0x00, 0x7B], "{\"a\": 1.0 }"u8.ToArray(), "[1]"u8.ToArray(), "{}}"u8.ToArray(), "{\"a\":1,\"a\":2}"u8.ToArray(), "{\"\xff\":1}"u8.ToArray(), [0x7B, 0x22, 0xC3, 0x22, 0x7D]];
        await using (var journal = _folder.Open())
            await journal.Append(Appends.To("d", 0, epoch: journal.Epoch) with { Events = [.. payloads.Select(payload => new NewEvent(Appends.At, "odd.v1", payload))] });

        using var file = new MemoryStream(await _folder.Export());
        var events = (await JournalExport.Read(file).All()).OfType<JournalRecord.OfEvent>().Where(record => record.Event.PersistenceId == "d").Select(record => record.Event.Payload.ToArray());
        Assert.That(events, Is.EqualTo(payloads));
    }

    [Test]
    public async Task An_export_is_verified_by_the_public_key_alone()
    {
        string key;
        await using (var journal = _folder.Open()) key = (await journal.Records().All()).OfType<JournalRecord.OfKey>().Single().Key.Pem();
        using var file = new MemoryStream(await _folder.Export());

        Assert.That((await JournalVerifier.Verify(JournalExport.Read(file), trustedKey: key)).Problems, Is.Empty);
    }

    [TestCaseSource(nameof(Edits))]
    public async Task An_edited_export_does_not_verify(Func<List<string>, List<string>> edit, string what)
    {
        var lines = Encoding.UTF8.GetString(await _folder.Export()).TrimEnd('\n').Split('\n').ToList();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', edit(lines))));
        var verification = await JournalVerifier.Verify(JournalExport.Read(file));

        Assert.That(verification.Holds, Is.False);
        Assert.That(verification.Problems[0].ToString(), Does.Contain(what));
    }

    private static IEnumerable<TestCaseData> Edits()
    {
        yield return Case("cut off in a line", lines => [.. lines[..^3], lines[^3][..50]], "Line 13 of the export is not readable");
        yield return Case("cut off after a line", lines => lines[..^1], "cut off after line 14");
        yield return Case("empty", _ => [], "cut off");
        yield return Case("two lines swapped", lines => [.. lines[..7], lines[8], lines[7], .. lines[9..]], "shard 7, ordinal 4: this event is missing");
        yield return Case("a line twice", lines => [.. lines[..3], lines[2], .. lines[3..]], "a event 1 (shard 7, ordinal 1): it stands after ordinal 1");
        yield return Case("a payload", lines => [.. lines.Select(line => line.Replace("""{"number":3}""", """{"number":4}""", StringComparison.Ordinal))], "its payload was changed");
        yield return Case("a property twice", lines => [.. lines.Select(line => line.Replace("\"payload\":", "\"payload\":{\"number\":0},\"payload\":", StringComparison.Ordinal))], "Line 3 of the export is not readable");
        yield return Case("something after the end", lines => [.. lines, lines[2]], "after its end");
        yield return Case("another file", _ => ["{}", "{}"], "not a journal's export");

        static TestCaseData Case(string name, Func<List<string>, List<string>> edit, string what) => new TestCaseData(edit, what).SetArgDisplayNames(name);
    }
}
