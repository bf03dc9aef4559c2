using System.Net;
using Nightingale.Actors.Instances;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>The bytes of a notebook, and how the instance learns of them.</summary>
public sealed class TrafficTests : NotebookTest
{
    private const int Body = 100_000;

    [Test]
    public async Task Bytes_reach_the_instance_as_one_event_however_many_requests_there_were_and_are_shown()
    {
        for (var i = 0; i < 3; i++) await Download();
        await Eventually.True(
            () =>
            {
                Gateway.Time.Advance(TimeSpan.FromSeconds(20));
                return Told().Any();
            },
            Bound);
        Assert.That(Told().ToList(), Has.Count.EqualTo(1));
        using var shown = await Gateway.Get($"/api/v1/instances/{Id}", Token);
        var instance = await Json(shown);
        Assert.That((long)instance["egressBytes"]!, Is.InRange(3 * Body, (3 * Body) + 5000));
        Assert.That((long)instance["ingressBytes"]!, Is.InRange(100, 5000), "what was asked, with its headers");
    }

    [Test]
    public async Task What_could_not_be_told_is_told_later_and_counted_once()
    {
        await Download();
        Gateway.Instances.Silent = true;
        Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        Gateway.Instances.Silent = false;
        await Eventually.True(
            () =>
            {
                Gateway.Time.Advance(TimeSpan.FromSeconds(20));
                return Told().Any();
            },
            Bound);
        Assert.That(Told().Single().Egress, Is.InRange(Body, Body + 2000));
    }

    [Test]
    public async Task What_was_counted_is_told_when_the_gateway_ends()
    {
        var gateway = await TestGateway.Start();
        await using (gateway)
        {
            var token = await gateway.Researcher();
            var id = await gateway.Launched(token);
            await gateway.Instances.Happen(id, new InstanceEvent.Provisioned(SimpleInstances.Start, 1, new(Jupyter.Address, null, null)));
            await gateway.Instances.Happen(id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
            using var answer = await gateway.Get($"/i/{id}/bytes/{Body}", token);
            await answer.Content.ReadAsByteArrayAsync();
        }

        Assert.That(gateway.Instances.Asked.Select(asked => asked.Command).OfType<InstanceCommand.TrafficCounted>().Single().Egress, Is.GreaterThan(Body));
    }

    private async Task Download()
    {
        using var answer = await Get($"/bytes/{Body}");
        await HasStatus(answer, HttpStatusCode.OK);
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Has.Length.EqualTo(Body));
    }

    private IEnumerable<InstanceCommand.TrafficCounted> Told() => Gateway.Instances.Asked.Select(asked => asked.Command).OfType<InstanceCommand.TrafficCounted>();
}
