namespace Nightingale.Bench.Chaos.Checking;

/// <summary>Holds what clients were told against what is stored. Pure: the same lists give the same findings.</summary>
internal static class Checker
{
    /// <summary>Everything that does not fit together.</summary>
    /// <param name="sent">Every command, answered or not.</param>
    /// <param name="shown">Every answer to who only asked.</param>
    /// <param name="stored">The accounts' events in their order.</param>
    public static IReadOnlyList<Finding> Check(IReadOnlyCollection<Sent> sent, IEnumerable<Shown> shown, IReadOnlyCollection<Stored> stored)
    {
        var histories = stored.GroupBy(one => one.Account, StringComparer.Ordinal).ToDictionary(account => account.Key, account => new History([.. account]), StringComparer.Ordinal);
        var byKey = sent.ToDictionary(command => command.Key, StringComparer.Ordinal);
        return
        [
            .. sent.SelectMany(command => OfCommand(command, histories.GetValueOrDefault(command.Account, History.Empty))),
            .. stored.Where(one => !Explained(one, byKey)).Select(one => new Finding(FindingKind.Unexplained, $"{one.Account}/{one.SequenceNr}: nobody had it done under the key {one.Key ?? "none"}.")),
            .. histories.SelectMany(history => OutOfOrder(history.Key, history.Value, byKey)),
            .. shown.Where(one => one.Credit > histories.GetValueOrDefault(one.Account, History.Empty).Grants)
                .Select(one => new Finding(FindingKind.StrangeAnswer, $"{one.Account} was shown with a credit of {one.Credit}, which it never had.")),
        ];
    }

    private static IEnumerable<Finding> OfCommand(Sent command, History history)
    {
        var places = history.Of(command.Key);
        if (places.Count > 1) yield return new(FindingKind.Doubled, $"{command.Account}: {command.Key} is stored {places.Count} times.");
        if (command.Answer is not { } answer) yield break;
        if (answer.Credit is not { } credit)
        {
            yield return new(FindingKind.StrangeAnswer, $"{command.Account}: {command.Key} was refused: {answer.Words}");
            yield break;
        }

        if (places.Count == 0) yield return new(FindingKind.Lost, $"{command.Account}: {command.Key} was acknowledged and is not stored.");
        else if (credit < history.CreditAt(places[0]) || credit > history.Grants)
            yield return new(FindingKind.StrangeAnswer, $"{command.Account}: the answer to {command.Key} told of a credit of {credit}, which was {history.CreditAt(places[0])} then and is {history.Grants} now.");
    }

    private static bool Explained(Stored one, Dictionary<string, Sent> byKey) =>
        one.Key is not null && byKey.TryGetValue(one.Key, out var command) && command.Account == one.Account && command.Answer is null or { Credit: not null };

    private static IEnumerable<Finding> OutOfOrder(string account, History history, Dictionary<string, Sent> byKey)
    {
        var last = new Dictionary<int, int>();
        foreach (var one in history.Events)
        {
            if (one.Key is null || !byKey.TryGetValue(one.Key, out var command)) continue;
            // A repetition is told of as doubled.
            if (last.TryGetValue(command.Client, out var number) && command.Number < number && history.Of(one.Key).Count == 1)
                yield return new(FindingKind.Reordered, $"{account}: {one.Key} stands after the client's command {number}.");
            last[command.Client] = Math.Max(number, command.Number);
        }
    }

    /// <summary>An account's events in their order.</summary>
    private sealed class History(IReadOnlyList<Stored> events)
    {
        private readonly ILookup<string, int> _places = events.Select((one, place) => (one.Key, place)).Where(one => one.Key is not null).ToLookup(one => one.Key!, one => one.place, StringComparer.Ordinal);

        public static History Empty { get; } = new([]);

        public IReadOnlyList<Stored> Events => events;

        public long Grants { get; } = events.Count(one => one.Grants);

        public IReadOnlyList<int> Of(string key) => [.. _places[key]];

        public long CreditAt(int place) => events.Take(place + 1).Count(one => one.Grants);
    }
}
