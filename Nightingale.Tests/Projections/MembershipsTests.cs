using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Composition;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Projections;

/// <summary>Who is what in which account, as nodes know it: a node alone, and two over one PostgreSQL.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class MembershipsTests(bool shared)
{
    private const string Lab = "account/lab";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset At = SimpleInstances.Start;
    private static readonly RightsFold Fold = new(Codecs.AccountEvents.Decode);

    private readonly List<(CancellationTokenSource Stop, Task Feeding, IJournal? Journal)> _nodes = [];
    private NpgsqlDataSource? _database;
    private IJournal _journal = null!;
    private long _epoch;
    private long _version;

    [SetUp]
    public async Task Open()
    {
        _version = 0;
        _epoch = shared ? 0 : 1;
        _database = shared ? await PostgresServer.Database() : null;
        _journal = _database is null ? new Nightingale.Actors.Journal.MemoryJournal() : await PostgresJournal.Open(new() { Database = _database });
    }

    [TearDown]
    public async Task Close()
    {
        foreach (var (stop, feeding, journal) in _nodes)
        {
            await stop.CancelAsync();
            await feeding.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Bound);
            stop.Dispose();
            if (journal is not null) await journal.DisposeAsync();
        }

        _nodes.Clear();
        await _journal.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Test]
    public async Task What_an_owner_changes_holds_on_every_node_and_who_listens_hears_of_it()
    {
        await Happen(new AccountEvent.Opened(At, "lab", "The lab", "USD"));
        var (here, there) = (await Node(), await Node());
        foreach (var (happened, role) in (IEnumerable<(AccountEvent, MemberRole?)>)
                 [
                     (new AccountEvent.MemberSet(At, "user:ada", MemberRole.Researcher), MemberRole.Researcher),
                     (new AccountEvent.MemberSet(At, "user:ada", MemberRole.Owner), MemberRole.Owner),
                     (new AccountEvent.MemberRemoved(At, "user:ada"), null),
                 ])
        {
            var heard = there.Changed;
            await Happen(happened);
            await heard.WaitAsync(Bound);
            foreach (var node in new[] { here, there }) await Eventually.True(() => node.RoleIn("user:ada", "lab") == role, Bound);
            Assert.That(there.Of("user:ada"), Has.Count.EqualTo(role is null ? 0 : 1));
        }
    }

    [Test]
    public async Task After_a_restart_every_right_is_as_it_was_before_the_first_request()
    {
        await Happen(new AccountEvent.Opened(At, "lab", "The lab", "USD"));
        await Happen(new AccountEvent.MemberSet(At, "user:ada", MemberRole.Researcher));
        var before = await Node();
        await Happen(new AccountEvent.MemberRemoved(At, "user:ada"));
        await Happen(new AccountEvent.MemberSet(At, "user:bob", MemberRole.Auditor));
        await Happen(new AccountEvent.PermissionsSet(At, AccountPermissions.Initial with { Terminals = false }));
        await Eventually.True(() => before.RoleIn("user:bob", "lab") is MemberRole.Auditor, Bound);

        var after = await Node();
        Assert.That((after.RoleIn("user:ada", "lab"), after.RoleIn("user:bob", "lab")), Is.EqualTo(((MemberRole?)null, (MemberRole?)MemberRole.Auditor)));
        Assert.That(after.Find("lab")!.Permissions, Is.EqualTo(new AccountPermissions(Terminals: false, Downloads: true, Uploads: true, StartOnOpen: true)));
        Assert.That((after.Find("nobody"), after.RoleIn("user:bob", "clinic")), Is.EqualTo(((AccountRights?)null, (MemberRole?)null)));
    }

    [Test]
    public void Usage_changes_no_right_and_is_not_even_read() =>
        Assert.That(RightsFold.AccountOf(new(Lab, 1, 0, 1, 1, At, "account.usage-rated.v1", "{}"u8.ToArray(), "system:meter", null, default, default)), Is.Null);

    private async Task<Memberships> Node()
    {
        var memberships = new Memberships();
        var own = _database is null ? null : await PostgresJournal.Open(new() { Database = _database });
        IProjection rights = _database is null ? new MembershipsInMemory(Fold, memberships) : new MembershipsInTable(new(_database, Fold), memberships);
        var live = new LiveEvents("boot", SimpleInstances.List(), new Bill((_, _) => []), TimeProvider.System);
        var feed = new ProjectionFeed(own ?? _journal, [rights], live, TimeProvider.System, NullLogger<ProjectionFeed>.Instance);
        var stop = new CancellationTokenSource();
        var feeding = feed.Run(stop.Token);
        _nodes.Add((stop, feeding, own));
        await await Task.WhenAny(feed.CaughtUp, feeding).WaitAsync(Bound);
        return memberships;
    }

    private async Task Happen(AccountEvent happened) =>
        await _journal.Append(new(Lab, Shards.Of(Lab), _epoch, _version++, [Codecs.AccountEvents.Encode(happened, At)], "user:test", null, OwesWork: false));
}
