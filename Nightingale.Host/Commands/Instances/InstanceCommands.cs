using System.CommandLine;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance</c></summary>
internal static class InstanceCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "instance",
        "Launch, look at and change instances. An instance is named by its name, its id, or the beginning of its id.",
        "nightingale instance launch analysis --wait",
        "nightingale instance list",
        "nightingale instance stop analysis")
    {
        LaunchCommand.Make(terminal),
        ListCommand.Make(terminal),
        ShowCommand.Make(terminal),
        ChangeCommand.Start(terminal),
        ChangeCommand.Stop(terminal),
        ChangeCommand.Restart(terminal),
        ResizeCommand.Make(terminal),
        ChangeCommand.Delete(terminal),
        ChangeCommand.Release(terminal),
        LogsCommand.Make(terminal),
        EventsCommand.Make(terminal),
    };

    /// <summary>The argument that names an instance.</summary>
    public static Argument<string> Name() => new("INSTANCE") { Description = "Its name, its id, or the beginning of its id." };

    /// <summary>The option to wait for what was asked for.</summary>
    public static Option<bool> Wait(string until) => new("--wait") { Description = $"Wait until it is {until}, and tell what happens meanwhile." };
}
