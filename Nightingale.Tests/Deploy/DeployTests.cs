using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Nightingale.Host.Commands;
using Nightingale.Host.Composition;
using Nightingale.Tests.Gateway;
using NUnit.Framework;
using YamlDotNet.RepresentationModel;

namespace Nightingale.Tests.Deploy;

/// <summary>What <c>deploy/</c> asks of the product is what the product has.</summary>
public sealed partial class DeployTests
{
    private static IEnumerable<TestCaseData> CommandLines() =>
        DeployFiles.Texts.SelectMany(file => DeployFiles.CommandLines(file.Key, file.Value).Distinct(StringComparer.Ordinal).Select(line => new TestCaseData(line).SetArgDisplayNames(file.Key, line)));

    private static IEnumerable<TestCaseData> Servers() => CommandLines().Where(line => Words(line).First() is "node" or "gateway");

    [TestCaseSource(nameof(CommandLines))]
    public void Every_command_line_is_one_of_the_product(string line) => Assert.That(Errors(line), Is.Empty);

    [Test]
    public void Command_lines_are_found_in_every_kind_of_file()
    {
        string[] kinds = ["nightingale-node.service", "nightingale-gateway.service", "local-target.conf", "compose.yaml", "node.yaml", "gateway.yaml", "README.md"];
        foreach (var kind in kinds)
            Assert.That(CommandLines().Select(line => line.TestName ?? line.ArgDisplayNames![0]), Has.Some.EndWith(kind));
        Assert.That(Servers().Count(), Is.EqualTo(3 + 4 + 2));
    }

    [TestCase("x.service", "ExecStart=/usr/local/bin/nightingale node --cluster %d --bind ${NIGHTINGALE_LISTEN}\n")]
    [TestCase("x.sh", "nightingale cluster initialise keys && true\n")]
    [TestCase("x.yaml", "image: nightingale\nargs: [gateway, --cluster=/keys, --ports=1]\n")]
    [TestCase("x.yaml", "a: &a {image: nightingale}\nb: {<<: *a, command: [node, --dat, /data]}\n")]
    public void Control_a_command_line_that_the_product_has_not_is_found(string file, string text) =>
        Assert.That(DeployFiles.CommandLines(file, text).Single(), Is.Not.Empty.And.Matches<string>(line => Errors(line!).Any()));

    [TestCaseSource(nameof(Servers))]
    public async Task A_node_or_a_gateway_starts_as_one_of_a_cluster(string line)
    {
        NodeOptions? chosen = null;
        var said = new StringWriter();
        var terminal = new Terminal(said, said, name => name == "NIGHTINGALE_DATABASE" ? "Host=db;Database=nightingale" : null, TimeProvider.System, Colours: false);
        await CommandLine.Run(line.Split(' '), terminal, Start, CancellationToken.None);

        Assert.That(chosen?.Cluster, Is.Not.Null, said.ToString());
        Assert.That(chosen!.Cluster!.HoldsShards, Is.EqualTo(line.StartsWith("node", StringComparison.Ordinal)));
        Assert.That(chosen.DataFolder, Does.StartWith("/var/lib/nightingale"));
        if (chosen.Cluster.HoldsShards) Assert.That(chosen.Cluster.Listen.Address, Is.Not.EqualTo(IPAddress.Loopback));

        Task<RunningNode> Start(NodeOptions options, CancellationToken cancel)
        {
            chosen = options;
            throw new StartupException("Not in this test.");
        }
    }

    [Test]
    public async Task Every_probe_asks_an_endpoint_that_is_there_at_the_port_that_is_listened_on()
    {
        await using var gateway = await TestGateway.Start();
        var probes = DeployFiles.Texts.SelectMany(file => Probe().Matches(file.Value)).ToList();
        foreach (var path in probes.Select(probe => probe.Groups["path"].Value).Where(path => path.Length > 0).Distinct(StringComparer.Ordinal))
            Assert.That((await gateway.Get(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        Assert.That(probes, Has.Count.GreaterThan(6));
        Assert.That(probes.Select(probe => probe.Groups["port"].Value), Is.All.EqualTo("8080"));
        foreach (var line in Servers().Select(server => (string)server.Arguments[0]!).Where(line => !line.Contains("--port 8090", StringComparison.Ordinal)))
            Assert.That(Port().Match(line).Groups["port"].Value, Is.EqualTo("8080").Or.Empty, line);
    }

    [Test]
    public async Task Whoever_stops_a_node_waits_longer_than_its_shutdown_may_take()
    {
        var longest = await ShutdownBound.OfNode();
        Assert.That(longest, Is.GreaterThan(TimeSpan.FromSeconds(100)));
        foreach (var (name, text) in DeployFiles.Texts)
            foreach (Match wait in Wait().Matches(text))
                Assert.That(TimeSpan.FromSeconds(int.Parse(wait.Groups["seconds"].Value, CultureInfo.InvariantCulture)), Is.GreaterThan(longest), name);
        string[] stoppers = ["systemd/nightingale-node.service", "systemd/nightingale-gateway.service", "compose.yaml", "kubernetes/node.yaml", "kubernetes/gateway.yaml"];
        foreach (var stopper in stoppers) Assert.That(Wait().IsMatch(DeployFiles.Text(stopper)), stopper);
    }

    [TestCase("kubernetes/node.yaml", 1)]
    [TestCase("kubernetes/gateway.yaml", 2)]
    public void Every_container_runs_with_no_rights_that_it_does_not_need(string file, int containers)
    {
        var text = DeployFiles.Text(file);
        var all = DeployFiles.Mappings(text).Where(mapping => DeployFiles.Scalar(mapping, "image") is not null).ToList();
        Assert.That(all, Has.Count.EqualTo(containers));
        foreach (var security in all.Select(container => (YamlMappingNode)DeployFiles.Child(container, "securityContext")!))
        {
            Assert.That(DeployFiles.Scalar(security, "readOnlyRootFilesystem"), Is.EqualTo("true"));
            Assert.That(DeployFiles.Scalar(security, "allowPrivilegeEscalation"), Is.EqualTo("false"));
            Assert.That($"{DeployFiles.Child(security, "capabilities")}", Does.Contain("drop").And.Contain("ALL"));
        }

        Assert.That(DeployFiles.Mappings(text).Select(mapping => DeployFiles.Scalar(mapping, "runAsNonRoot")), Has.Exactly(1).EqualTo("true"));
    }

    [TestCase("systemd/nightingale-node.service", "KillMode=mixed", Description = "What a node leaves of Terraform ends with it.")]
    [TestCase("systemd/local-target.conf", "KillMode=process", Description = "Instances of this machine live on.")]
    [TestCase("systemd/nightingale-node.service", "Restart=always")]
    [TestCase("systemd/nightingale-gateway.service", "Restart=always")]
    public void A_unit_says(string unit, string line) => Assert.That(DeployFiles.Text(unit).Split('\n'), Does.Contain(line));

    [Test]
    public void What_the_image_copies_is_there_and_the_secrets_of_Compose_are_made()
    {
        var copied = Copy().Matches(DeployFiles.Text("Dockerfile")).SelectMany(copy => copy.Groups["from"].Value.Split(' ')).ToList();
        Assert.That(copied, Has.Count.GreaterThan(6));
        foreach (var path in copied) Assert.That(Path.Exists(Path.Combine(Repository.Root, path)), path);
        foreach (Match secret in Secret().Matches(DeployFiles.Text("compose.yaml")))
            Assert.That(DeployFiles.Text("make-secrets.sh"), Does.Contain($"$dir/{secret.Groups["name"].Value}\""));
    }

    private static string[] Words(TestCaseData line) => ((string)line.Arguments[0]!).Split(' ');

    private static IEnumerable<string> Errors(string line)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System, Colours: false);
        return CommandLine.Root(terminal, (_, _) => throw new StartupException("Not in this test.")).Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors.Select(error => error.Message);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:(?<port>\d+)(?<path>/\w+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Probe();

    [GeneratedRegex(@"--port[ =](?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Port();

    [GeneratedRegex(@"(TimeoutStopSec=|stop_grace_period: |terminationGracePeriodSeconds: )(?<seconds>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wait();

    [GeneratedRegex(@"^COPY (?<from>[^-\n].*) \S+$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Copy();

    [GeneratedRegex(@"file: \./secrets/(?<name>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
