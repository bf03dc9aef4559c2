using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.People;

/// <summary><c>POST /api/v1/people/{name}/reset</c></summary>
internal static class ResetPerson
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/people/{name}/reset", Handle)
        .Describe(
            "resetPerson",
            "Give a person a new password",
            "For whoever lost what opens: makes a password, which is shown this once, and removes the authenticator, recovery codes and passkeys. Ends the person's sessions.",
            "People")
        .Answers<NewPersonView>()
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(string name, GatewayServices gateway)
    {
        var store = gateway.People.Store;
        if (store.Find(name) is not { } known) return PersonRules.NoSuchPerson;
        var password = Passwords.New();
        var hash = store.Passwords.Hash(known, password);
        var reset = await store.Change(name, person => person with
        {
            PasswordHash = hash,
            PasswordIsTemporary = true,
            LockOut = LockOut.None,
            Authenticator = null,
            RecoveryCodes = [],
            Passkeys = [],
        });
        if (reset is null) return PersonRules.NoSuchPerson;
        await gateway.People.Sessions.End(session => session.Person == name);
        return TypedResults.Ok(new NewPersonView(PersonView.Of(reset, gateway.Now()), password));
    }
}
