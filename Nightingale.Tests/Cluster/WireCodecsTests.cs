using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>What nodes send each other.</summary>
public sealed class WireCodecsTests
{
    [Test]
    public void Every_command_has_a_name_of_its_own_between_nodes()
    {
        Assert.That(WireCodecs.InstanceCommands.Keys, Is.EquivalentTo(Commands(typeof(InstanceCommand))));
        Assert.That(WireCodecs.AccountCommands.Keys, Is.EquivalentTo(Commands(typeof(AccountCommand))));
        Assert.That(WireCodecs.InstanceCommands.Values, Is.Unique);
        Assert.That(WireCodecs.AccountCommands.Values, Is.Unique);
    }

    [Test]
    public void A_request_and_an_answer_arrive_as_they_were_sent()
    {
        var envelope = new Envelope<AccountCommand>(new AccountCommand.GrantCredit(DateTimeOffset.UnixEpoch, 12.50m, "thanks"), "user:ada", new("key", "print"));
        Assert.That(WireCodecs.Accounts.ReadRequest(WireCodecs.Accounts.Write(envelope)), Is.EqualTo(envelope));
        Assert.That(WireCodecs.Accounts.ReadRequest(WireCodecs.Accounts.Write((Envelope<AccountCommand>?)null)), Is.Null);

        var refused = new EntityReply<AccountState>.Refused(new(RefusalKind.Conflict, "It is not open."));
        Assert.That(WireCodecs.Accounts.ReadReply(WireCodecs.Accounts.Write(refused)), Is.EqualTo(refused));
    }

    private static IEnumerable<Type> Commands(Type kind) => kind.Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(kind));
}
