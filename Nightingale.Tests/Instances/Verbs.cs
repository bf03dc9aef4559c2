using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>People's commands by their names in the API.</summary>
internal static class Verbs
{
    public static readonly IReadOnlyList<string> All = ["start", "stop", "restart", "resize", "delete", "release"];

    public static InstanceCommand Command(string verb, DateTimeOffset at, Size size) => verb switch
    {
        "start" => new InstanceCommand.Start(at),
        "stop" => new InstanceCommand.Stop(at),
        "restart" => new InstanceCommand.Restart(at),
        "resize" => new InstanceCommand.Resize(at, size),
        "delete" => new InstanceCommand.Delete(at),
        "release" => new InstanceCommand.Release(at),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };
}
