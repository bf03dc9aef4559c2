using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary>What the endpoints of a single instance have in common: finding one that the caller may see, and sending it a command.</summary>
internal sealed class InstanceActions(GatewayServices gateway)
{
    /// <summary>The address of an instance.</summary>
    public static string AddressOf(InstanceId id) => $"/api/v1/instances/{id}";

    /// <summary>The instance that the request's address names: access was judged by it, so the caller may do what is asked.</summary>
    public static EntityReply<InstanceState>.Done Of(HttpContext http) => http.Features.GetRequiredFeature<Found>().Instance;

    /// <summary>The instance, if the caller may see it. Whether it is another's or none, the answer is the same.</summary>
    public async Task<Parsed<EntityReply<InstanceState>.Done>> Find(Caller caller, string id, CancellationToken cancel)
    {
        if (!InstanceId.TryParse(id, out var parsed)) return Problem.NoSuchInstance;
        var found = await gateway.Instances.Get(parsed.ToString(), cancel);
        return found.State.Spec is { } spec && caller.MaySee(spec.Account) ? found : Problem.NoSuchInstance;
    }

    /// <summary>Sends a command of a person's to the instance that the address names, and answers with what became of it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">Names what is asked, for the idempotency key.</param>
    /// <param name="command">Makes the command, given the time.</param>
    public Task<IResult> Send(HttpContext http, Caller caller, string operation, Func<DateTimeOffset, InstanceCommand> command) =>
        Send(http, caller, Of(http).State.Id, operation, body: null, command);

    /// <summary>Sends a command to the instance with this id, whoever's it is.</summary>
    public async Task<IResult> Send(HttpContext http, Caller caller, InstanceId id, string operation, object? body, Func<DateTimeOffset, InstanceCommand> command)
    {
        if (!Idempotency.Read(http.Request).Holds(out var key, out var problem)) return problem;
        var envelope = new Envelope<InstanceCommand>(command(gateway.Now()), caller.Principal, Idempotency.CommandKey(caller, key, operation, body));

        // Not cancelled when the caller goes away: a command that was sent has an outcome, and the entity has its own time limit.
        return await gateway.Instances.Ask(id.ToString(), envelope, CancellationToken.None) switch
        {
            EntityReply<InstanceState>.Done done => await Accepted(id, done),
            EntityReply<InstanceState>.Refused refused => Problem.Of(refused.Refusal),
            var other => throw new InvalidOperationException($"Nothing says what {other.GetType().Name} means."),
        };
    }

    private async Task<IResult> Accepted(InstanceId id, EntityReply<InstanceState>.Done done)
    {
        gateway.List.Acknowledged(id);
        return TypedResults.Accepted(AddressOf(id), await InstanceView.Of(gateway, done.State, done.Version, CancellationToken.None));
    }

    /// <summary>What was found while access was judged.</summary>
    internal sealed record Found(EntityReply<InstanceState>.Done Instance);
}
