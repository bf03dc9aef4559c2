using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

public sealed class RoomCardTests
{
    [TestCaseSource(typeof(RoomCards), nameof(RoomCards.Rooms))]
    public async Task Every_room_has_a_short_card_whose_every_claim_names_a_test(string room)
    {
        var card = await Card(room);
        Assert.That(card.TrimEnd().Split('\n'), Has.Length.LessThanOrEqualTo(RoomCards.MostLines));
        Assert.That(RoomCards.Unproved(card), Is.Empty);
    }

    [TestCaseSource(typeof(RoomCards), nameof(RoomCards.Rooms))]
    public async Task Every_test_that_a_card_names_is_there(string room) => Assert.That(RoomCards.Missing(await Card(room)), Is.Empty);

    [Test]
    public async Task Every_test_that_a_decision_names_is_there()
    {
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md");
        Assert.That(records, Is.Not.Empty);
        foreach (var record in records)
            Assert.That(RoomCards.Missing(await File.ReadAllTextAsync(record)), Is.Empty, record);
    }

    [TestCase("Proved by `NoSuchTests`.", "`NoSuchTests`")]
    [TestCase("Proved by `RoomCardTests.No_such_test`.", "`RoomCardTests.No_such_test`")]
    [TestCase("Proved by `RoomCardTests.No_such_…`.", "`RoomCardTests.No_such_…`")]
    [TestCase("Proved by `RoomCardTests.Every_test`.", "`RoomCardTests.Every_test`")]
    public void Control_a_test_that_is_not_there_is_found(string text, string missing) => Assert.That(RoomCards.Missing(text), Is.EqualTo(new[] { missing }));

    [TestCase("Proved by `RoomCardTests`, `JournalContract`, `AccountProperties` and `GoldenFiles`.")]
    [TestCase("Proved by `RoomCardTests.Every_test_that_…`.")]
    [TestCase("`Cell` and `IJournal` are no tests.")]
    public void What_is_there_is_not(string text) => Assert.That(RoomCards.Missing(text), Is.Empty);

    [Test]
    public void Control_a_claim_without_a_test_is_found() =>
        Assert.That(RoomCards.Unproved("# Room\n- Always so.\n- Always so: `RoomCardTests`\n"), Is.EqualTo(new[] { "- Always so." }));

    private static Task<string> Card(string room) => File.ReadAllTextAsync(Path.Combine(Repository.Root, room, "README.md"));
}
