using Nightingale.Actors.Instances;
using Nightingale.Tests.Gateway;
using Nightingale.Tests.Projections;

namespace Nightingale.Tests.Browser;

/// <summary>What the pages show in tests: instances in several phases, and two weeks of charges.</summary>
internal static class Scene
{
    private const int Days = 14;

    private static readonly string[] Names = ["retina-unet", "ecg-baseline", "mammo-screening", "icu-mortality", "path-slides", "genome-qc"];

    /// <summary>When the browser believes that it is.</summary>
    public static DateTimeOffset Now { get; } = SimpleInstances.Start.AddHours(3);

    /// <summary>The first instance, which is ready.</summary>
    public static string First => SimpleInstances.Id(1).ToString();

    public static async Task Set(TestGateway gateway)
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
        for (var day = 0; day < Days; day++)
            await gateway.Journal.Append("account/lab", day, "account.charged.v1", "{}"u8.ToArray(), SimpleInstances.Start.AddDays(day - Days));
        await gateway.Told($"boot-{Names.Length + 8 + Days}");
    }

    private static Task Happen(TestGateway gateway, int number, InstanceEvent happened) => gateway.Instances.Happen(SimpleInstances.Id(number).ToString(), happened);

    private static DateTimeOffset At(int minutes) => SimpleInstances.Start.AddMinutes(minutes);
}
