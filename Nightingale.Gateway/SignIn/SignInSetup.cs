using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Sessions;
using Nightingale.Gateway.SignIn.Ldap;
using Nightingale.Gateway.SignIn.Oidc;
using Nightingale.Gateway.SignIn.Passkeys;

namespace Nightingale.Gateway.SignIn;

/// <summary>What signing in needs of the server.</summary>
internal static class SignInSetup
{
    /// <summary>Adds sessions to the ways in which callers are known.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddSingleton<SealedCookie>()
        .AddSingleton<KnownBrowser>()
        .AddSingleton<AttemptLimit>()
        .AddSingleton<PasswordCheck>()
        .AddSingleton<SignInDesk>()
        .AddSingleton<OutsidePeople>()
        .AddSingleton<LdapCheck>()
        .AddSingleton(services => new OidcClient(services.GetRequiredService<GatewayServices>().Time))
        .AddPasskeys()
        .AddHostedService<SessionUses>()
        .AddTransient<SessionAuthentication>()
        .Configure<AuthenticationOptions>(authentication => authentication.AddScheme<SessionAuthentication>(SessionAuthentication.Scheme, displayName: null))
        .Configure<AuthenticationSchemeOptions>(
            BearerAuthentication.Scheme,
            bearer => bearer.ForwardDefaultSelector = http => SessionAuthentication.IsMeant(http) ? SessionAuthentication.Scheme : null);

    // Of ASP.NET Core Identity only what it is better at than we: the ceremonies of passkeys, and (in Passwords) hashing.
    private static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddIdentityCore<Person>();
        return services
            .AddScoped<IUserStore<Person>, PasskeyDirectory>()
            .AddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>()
            .Configure<IdentityPasskeyOptions>(options =>
            {
                // A passkey stands for both factors: something one has, and what unlocks it.
                options.UserVerificationRequirement = "required";
                options.ResidentKeyRequirement = "required";
                options.AuthenticatorTimeout = PasskeyRules.Within;
            });
    }

    /// <summary>Every address about people and their sign-in.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        StartSession.Map(routes);
        EndMySession.Map(routes);
        ShowSignIn.Map(routes);
        ShowMe.Map(routes);
        ChangePassword.Map(routes);
        EnrolAuthenticator.Map(routes);
        ConfirmAuthenticator.Map(routes);
        RemoveAuthenticator.Map(routes);

        BeginPasskey.Map(routes);
        AddPasskey.Map(routes);
        RemovePasskey.Map(routes);
        BeginPasskeySignIn.Map(routes);
        PasskeySignIn.Map(routes);
        BeginOidcSignIn.Map(routes);
        FinishOidcSignIn.Map(routes);

        ListSessions.Map(routes);
        EndSession.Map(routes);

        ListPeople.Map(routes);
        AddPerson.Map(routes);
        ChangePerson.Map(routes);
        LockPerson.Map(routes);
        UnlockPerson.Map(routes);
        ResetPerson.Map(routes);
    }
}
