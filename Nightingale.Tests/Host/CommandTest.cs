using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;
using Nightingale.Host.Commands;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>Tests of commands: against a server that answers as they say, with a data folder of their own.</summary>
public abstract class CommandTest
{
    protected const string Id = "0193c2a4-0000-7000-8000-000000000001";
    protected const string Other = "0193ffff-0000-7000-8000-000000000002";

    private protected StubServer Server { get; private set; } = null!;

    private protected string Data { get; private set; } = null!;

    private protected Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What is typed where a command asks for what must not be seen.</summary>
    private protected string? Secret { get; set; }

    private protected RunningNode.Starter Starter { get; set; } = (_, _) => throw new StartupException("No node in this test.");

    /// <summary>The stub's right to the data folder: as long as it is held, a node seems to run.</summary>
    private protected DataFolderLock? Held { get; private set; }

    [SetUp]
    public async Task StartServer()
    {
        Server = await StubServer.Start();
        Data = Directory.CreateTempSubdirectory("nightingale-host-tests-").FullName;
        Held = DataFolderLock.Take(Data);
        Environment.Clear();
        await File.WriteAllTextAsync(Path.Combine(Data, "node.json"), new JsonObject { ["url"] = $"{Server.Url}" }.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(Data, "operator.token"), "secret-of-this-node\n");
    }

    [TearDown]
    public async Task StopServer()
    {
        Held?.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Runs a command line on the test's data folder.</summary>
    private protected Task<Ran> Run(params string[] args) => RunAs([.. args, "--data", Data]);

    /// <summary>Runs a command line as it is.</summary>
    private protected async Task<Ran> RunAs(string[] args, CancellationToken cancel = default)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, name => Environment.GetValueOrDefault(name), TimeProvider.System, Colours: false) { Variables = Environment.Keys, AskSecret = (_, _) => Task.FromResult(Secret) };
        var exit = await CommandLine.Run(args, terminal, Starter, cancel).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        return new(exit, output.ToString(), error.ToString());
    }

    private protected static JsonObject Instance(string phase, long version = 1, string id = Id, string name = "analysis") => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["account"] = "default",
        ["phase"] = phase,
        ["target"] = "local",
        ["generation"] = 1,
        ["version"] = version,
        ["size"] = new JsonObject { ["name"] = "small", ["cpus"] = 2, ["memoryGiB"] = 4, ["gpus"] = 0, ["diskGiB"] = 20 },
        ["cost"] = new JsonObject { ["amount"] = 1.5m, ["currency"] = "EUR" },
    };

    private protected static JsonObject Page(params JsonNode[] items) => new() { ["items"] = new JsonArray(items), ["next"] = null };

    /// <summary>What a command did.</summary>
    private protected sealed record Ran(int Exit, string Output, string Error)
    {
        public JsonNode Json => JsonNode.Parse(Output)!;
    }
}
