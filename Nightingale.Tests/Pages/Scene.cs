using System.Net;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Tests.Gateway;
using Nightingale.Tests.Projections;

namespace Nightingale.Tests.Pages;

/// <summary>What the pages show in tests: people, two accounts, instances in several phases, and two weeks of charges.</summary>
internal static class Scene
{
    /// <summary>Who uses the browser.</summary>
    public const string Name = "ada";

    /// <summary>With which they sign in.</summary>
    public const string Password = "correct horse battery";

    private const int Days = 14;

    private static readonly string[] Names = ["retina-unet", "ecg-baseline", "mammo-screening", "icu-mortality", "path-slides", "genome-qc"];

    /// <summary>When the browser and the gateway believe that it is.</summary>
    public static DateTimeOffset Now { get; } = SimpleInstances.Start.AddHours(3);

    /// <summary>The first instance, which is ready.</summary>
    public static string First => SimpleInstances.Id(1).ToString();

    /// <summary>Sets it.</summary>
    /// <param name="gateway">Where.</param>
    /// <param name="role">What <see cref="Name"/>, who owns the lab, is in the whole installation.</param>
    public static async Task Set(TestGateway gateway, SystemRole? role)
    {
        await AddInstances(gateway);
        for (var day = 0; day < Days; day++)
            await gateway.Journal.Append("account/lab", day, "account.charged.v1", "{}"u8.ToArray(), SimpleInstances.Start.AddDays(day - Days));
        await gateway.Told($"boot-{Names.Length + 8 + Days}");
        await AddPeople(gateway, role);
        gateway.Time.Advance(Now - gateway.Time.GetUtcNow());
        await Guess(gateway);
    }

    private static async Task AddInstances(TestGateway gateway)
    {
        for (var number = 1; number <= Names.Length; number++)
        {
            var spec = SimpleInstances.Spec(Names[number - 1], number % 3 == 0 ? "clinic" : "lab");
            await Happen(gateway, number, new InstanceEvent.Launched(At(number), SimpleInstances.Id(number), spec));
        }

        foreach (var number in (int[])[1, 2, 3]) await Happen(gateway, number, new InstanceEvent.BecameReady(At(10 + number), 1, At(10)));
        await Happen(gateway, 1, new InstanceEvent.ActivityMoved(At(150), At(149), 2, 1));
        await Happen(gateway, 2, new InstanceEvent.ActivityMoved(At(30), At(29), 1, 0));
        await Happen(gateway, 3, new InstanceEvent.StopRequested(At(60), "Idle for 30 minutes."));
        await Happen(gateway, 3, new InstanceEvent.Stopped(At(61), 2));
        await Happen(gateway, 5, new InstanceEvent.Quarantined(At(90), "Its server was lost three times in ten minutes."));
    }

    private static async Task AddPeople(TestGateway gateway, SystemRole? role)
    {
        var store = gateway.People.Store;
        var passkey = new Passkey([1, 2, 3], "Laptop", [], SimpleInstances.Start, 0, [], IsUserVerified: true, IsBackupEligible: false, IsBackedUp: false, [], []);
        var ada = new Person(Name, "Ada", role, SimpleInstances.Start, "system:test") { Passkeys = [passkey] };
        await store.Add(ada with { PasswordHash = store.Passwords.Hash(ada, Password) });
        await store.Add(new("grace", "Grace", Role: null, SimpleInstances.Start, "user:ada") { ExternalLogins = [new("hospital", "0000-0002")] });
        await store.Add(new("florence", "Florence", SystemRole.Auditor, SimpleInstances.Start, "user:ada") { IsLocked = true });
        await gateway.SetMember(Name, MemberRole.Owner);
        await gateway.SetMember("grace", MemberRole.Researcher);
        await gateway.SetMember("florence", MemberRole.Auditor);
        await gateway.Tokens.CreateFor(Name, "nightly evaluation", ["lab"], readOnly: true, Now.AddDays(30));
    }

    // Who guesses stands in the access log.
    private static async Task Guess(TestGateway gateway)
    {
        using var answer = await gateway.Post("/api/v1/session", body: """{"name":"grace","password":"a guess at a word"}""");
        if (answer.StatusCode is not HttpStatusCode.Unauthorized) throw new InvalidOperationException($"{answer.StatusCode}");
    }

    private static Task Happen(TestGateway gateway, int number, InstanceEvent happened) => gateway.Instances.Happen(SimpleInstances.Id(number).ToString(), happened);

    private static DateTimeOffset At(int minutes) => SimpleInstances.Start.AddMinutes(minutes);
}
