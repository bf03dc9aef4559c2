using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Entities;

/// <summary>
/// One entity behind the real shell and its journal, on nodes that a seed runs, cuts off and replaces; commands, repetitions, faults of the journal and of
/// the workers come as the seed says. It notes every promise that is broken.
/// </summary>
internal sealed class EntityLife<TState, TCommand, TEvent, TWork>
    where TState : notnull
    where TEvent : notnull
    where TWork : class, IWork
{
    private const string Id = "0193a1b2-0000-7000-8000-000000000001";

    private readonly Random _random;
    private readonly EntityKind<TState, TCommand, TEvent, TWork> _kind;
    private readonly Func<TState, Random, DateTimeOffset, TCommand> _next;
    private readonly List<(EntityNode<TState, TCommand, TEvent, TWork> Node, Task<EntityReply<TState>> Answer)> _asked = [];
    private readonly ManualTime _time = new();
    private Envelope<TCommand>? _last;
    private EntityNode<TState, TCommand, TEvent, TWork> _node;
    private EntityNode<TState, TCommand, TEvent, TWork>? _cutOff;
    private int _nodes;

    public EntityLife(int seed, EntityKind<TState, TCommand, TEvent, TWork> kind, Func<TState, Random, DateTimeOffset, TCommand> next)
    {
        (_random, _kind, _next) = (new(seed), kind, next);
        _node = StartNode();
    }

    public FaultyJournal Journal { get; } = new();

    public List<string> Broken { get; } = [];

    /// <summary>How many events there were in the end.</summary>
    public long Events { get; private set; }

    private string PersistenceId => $"{_kind.Name}/{Id}";

    public async Task Live()
    {
        for (var step = 1; step <= 60 && Broken.Count == 0; step++)
        {
            await Act();
            if (_random.Next(2) == 0) _node.Settle();
            if (_random.Next(3) == 0) _cutOff?.Settle();
            if (step % 12 == 0) await ComeToRest();
        }
    }

    private async Task Act()
    {
        switch (_random.Next(20))
        {
            case 0: Journal.BeforeAppend = Once(new AppendFailedException("The disk is full.")); break;
            case 1: Journal.BeforeAppend = Once(new AppendRejectedException("It is too large.")); break;
            case 2: Journal.AfterAppend = OnceStored(new UnknownOutcomeException("The connection is gone.")); break;
            case 3:
                Journal.Stored.RaiseEpoch();
                (_cutOff, _node) = (_node, StartNode());
                break;
            case 4: _node.DisturbAWorker(); break;
            case 5 or 6: _time.Advance(TimeSpan.FromSeconds(_random.Next(1, 40))); break;
            case 7 when _cutOff is not null: Ask(_cutOff, await Command()); break;
            case 8 when _last is not null: Ask(_node, _last); break;
            default: Ask(_node, await Command()); break;
        }
    }

    private void Ask(EntityNode<TState, TCommand, TEvent, TWork> node, Envelope<TCommand> envelope) => _asked.Add((node, node.Ask(Id, envelope)));

    private async Task<Envelope<TCommand>> Command()
    {
        var (state, _) = await Replay();
        var key = _random.Next(2) == 0 ? null : new CommandKey($"key {_random.Next()}", "fingerprint");
        return _last = new(_next(state, _random, _time.GetUtcNow()), "user:test", key);
    }

    /// <summary>When nothing new goes wrong: everything asked is answered by what is stored, and what is owed runs.</summary>
    private async Task ComeToRest()
    {
        (Journal.BeforeAppend, Journal.AfterAppend) = (null, null);
        for (var second = 0; second < 60; second++)
        {
            _node.Settle();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var live = _node.Get(Id);
        _node.Settle();
        if (!live.IsCompletedSuccessfully)
        {
            Broken.Add($"it does not answer: {live.Exception?.InnerException?.Message}");
            return;
        }

        await CheckAnswers();
        var (state, version) = await Replay();
        var done = await live;
        if (done.Version != version || Text(done.State) != Text(state)) Broken.Add($"live is {Text(done.State)} at {done.Version}, replayed is {Text(state)} at {version}");
        var (owed, running) = (_kind.Decider.Owed(state).Select(work => work.Key).Order(StringComparer.Ordinal), _node.Running.Order(StringComparer.Ordinal));
        if (!owed.SequenceEqual(running, StringComparer.Ordinal)) Broken.Add($"owed is {string.Join(", ", owed)}; what runs is {string.Join(", ", running)}");
        Broken.AddRange(_node.Broken);
        Events = version;
    }

    private async Task CheckAnswers()
    {
        foreach (var (node, answer) in _asked)
        {
            if (!answer.IsCompleted)
            {
                if (node == _node) Broken.Add("a command was never answered");
            }
            else if (answer.IsCompletedSuccessfully && await answer is EntityReply<TState>.Done done)
            {
                var (state, version) = await Replay(done.Version);
                if (version != done.Version || Text(state) != Text(done.State)) Broken.Add($"{Text(done.State)} at {done.Version} was acknowledged; stored is {Text(state)} at {version}");
            }
        }

        _asked.Clear();
        var keys = (await Stored()).Select(stored => stored.CommandKey).ToList();
        var changes = keys.Zip(keys.Skip(1)).Where(pair => pair.First != pair.Second).Select(pair => pair.Second).Prepend(keys.FirstOrDefault()).OfType<string>();
        if (changes.GroupBy(key => key, StringComparer.Ordinal).Any(group => group.Count() > 1)) Broken.Add("a repeated key was done twice");
    }

    private async Task<(TState State, long Version)> Replay(long to = long.MaxValue)
    {
        var (state, version) = (_kind.Decider.Initial, 0L);
        foreach (var stored in (await Stored()).Where(stored => stored.SequenceNr <= to))
            (state, version) = (_kind.Decider.Evolve(state, _kind.Events.Decode(stored)), stored.SequenceNr);
        return (state, version);
    }

    private async Task<List<StoredEvent>> Stored()
    {
        var stored = new List<StoredEvent>();
        await foreach (var one in Journal.Stored.Read(PersistenceId)) stored.Add(one);
        return stored;
    }

    private EntityNode<TState, TCommand, TEvent, TWork> StartNode() => new(_random.Next() + ++_nodes, _kind, Journal, _time, Journal.Stored.Epoch, PersistenceId);

    private Func<AppendRequest, Task> Once(JournalException fault) => _ =>
    {
        Journal.BeforeAppend = null;
        return Task.FromException(fault);
    };

    private Func<AppendRequest, Exception?> OnceStored(JournalException fault) => _ =>
    {
        Journal.AfterAppend = null;
        return fault;
    };

    private static string Text(TState state) => System.Text.Encoding.UTF8.GetString(StateCodec<TState>.Bytes(state));
}
