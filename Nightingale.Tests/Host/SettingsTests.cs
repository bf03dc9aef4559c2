using System.Net;
using Nightingale.Host.Commands.Settings;
using Nightingale.Host.Composition;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>What a node is told by its file, the environment and flags, and what it says of what does not hold.</summary>
public sealed class SettingsTests : CommandTest
{
    private const string Named = """ "database": "Host=db", "cluster": "/etc/keys" """;

    private readonly List<NodeOptions> _started = [];

    private string Config => Path.Combine(Data, "nightingale.json");

    [SetUp]
    public void StartNothing()
    {
        _started.Clear();
        Starter = (options, _) =>
        {
            _started.Add(options);
            throw new StartupException("Seen.");
        };
    }

    [Test]
    public async Task The_file_is_read_then_the_environment_then_the_flags_and_later_ones_win()
    {
        await Write($$"""{ {{Named}}, "port": 1, "name": "file", "lease": 1, /* said */ "listen": "10.0.0.4:7070", "data": "/srv/ada", "shared": "/srv/instances/", }""");
        Environment["NIGHTINGALE_NAME"] = "environment";
        Environment["NIGHTINGALE_LEASE"] = "2.5";
        Environment["NIGHTINGALE_ADVERTISE"] = "";
        var ran = await RunAs(["node", "--config", Config, "--lease", "3"]);

        Assert.That(ran.Error, Is.EqualTo("Seen.\n"));
        var (options, cluster) = (_started.Single(), _started.Single().Cluster!);
        Assert.That((options.Port, options.DataFolder, options.HoldsShards), Is.EqualTo((1, "/srv/ada", true)));
        Assert.That((cluster.Name, cluster.Lease, cluster.Listen, cluster.Advertise), Is.EqualTo(("environment", TimeSpan.FromSeconds(3), IPEndPoint.Parse("10.0.0.4:7070"), (string?)null)));
        Assert.That((cluster.Database, cluster.KeysFolder, cluster.SharedFolder), Is.EqualTo(("Host=db", "/etc/keys", "/srv/instances")));
    }

    [Test]
    public async Task A_gateway_reads_the_same_file_and_the_variable_that_names_it()
    {
        await Write($$"""{ {{Named}}, "modules": "/nowhere" }""");
        Environment["NIGHTINGALE_CONFIG"] = Config;
        Assert.That((await RunAs(["gateway"])).Error, Is.EqualTo("Seen.\n"));
        Assert.That(_started.Single().HoldsShards, Is.False);
        Assert.That((await RunAs(["gateway", "--modules", "/srv/modules"])).Exit, Is.EqualTo(2));
    }

    [TestCase(""" "port": 65536 """, "port in {0} is 65536; it must be a number from 0 to 65535.")]
    [TestCase(""" "lease": 0.5 """, "lease in {0} is 0.5; it must be 1 to 600 seconds.")]
    [TestCase(""" "lease": "NaN" """, "lease in {0} is NaN; it must be 1 to 600 seconds.")]
    [TestCase(""" "listen": "here" """, "listen in {0} is here; it must be like 10.0.0.4:7070.")]
    [TestCase(""" "advertise": "10.0.0.4:7070" """, "advertise in {0} is 10.0.0.4:7070; it must be like https://10.0.0.4:7070.")]
    [TestCase(""" "name": "a b" """, "name in {0} is a b; it must be 1 to 63 letters, digits, hyphens and dots.")]
    [TestCase(""" "public_url": "nightingale.example" """, "public_url in {0} is nightingale.example; it must be like https://nightingale.example, without a path.")]
    [TestCase(""" "public_url": "https://nightingale.example/x" """, "public_url in {0} is https://nightingale.example/x; it must be like https://nightingale.example, without a path.")]
    [TestCase(""" "instance_domain": "https://notebooks.example" """, "instance_domain in {0} is https://notebooks.example; it must be a domain name, like notebooks.example.")]
    [TestCase(""" "port": [1] """, "port in {0} must be a plain value, no list and no object.")]
    [TestCase(""" "prot": 1 """, "prot in {0} is no key that Nightingale knows. Did you mean port?")]
    [TestCase(""" "database_password": "hidden" """, "database_password in {0} is no key that Nightingale knows. Did you mean database_password_file?")]
    [TestCase(""" "colour": "red" """, "colour in {0} is no key that Nightingale knows. The table of keys is in docs/operations.md.")]
    [TestCase(""" "database_password_file": "/nowhere" """, "database_password_file in {0} is /nowhere; there is no such file.")]
    public async Task What_does_not_hold_in_the_file_is_told_with_its_key(string said, string told)
    {
        await Write($$"""{ {{Named}}, {{said}} }""");
        var ran = await RunAs(["node", "--config", Config]);
        Assert.That((ran.Exit, ran.Error.Split('\n')[0], _started.Count), Is.EqualTo((2, told.Replace("{0}", Config, StringComparison.Ordinal), 0)));
        Assert.That(ran.Error, Does.Not.Contain("hidden"));
    }

    [TestCase("NIGHTINGALE_PORT", "eighty", "NIGHTINGALE_PORT is eighty; it must be a number from 0 to 65535.")]
    [TestCase("NIGHTINGALE_LESE", "10", "NIGHTINGALE_LESE is no environment variable that Nightingale knows. Did you mean NIGHTINGALE_LEASE?")]
    [TestCase("NIGHTINGALE_DATABASE", "Host=db;Password=hidden", "The database's password must not be in NIGHTINGALE_DATABASE, where others can see it: give it by database_password_file, $PGPASSFILE or $PGPASSWORD.")]
    public async Task What_does_not_hold_in_the_environment_is_told_with_its_variable(string name, string value, string told)
    {
        await Write($"{{ {Named} }}");
        Environment[name] = value;
        var ran = await RunAs(["node", "--config", Config]);
        Assert.That((ran.Exit, ran.Error.Split('\n')[0]), Is.EqualTo((2, told)));
        Assert.That(ran.Error, Does.Not.Contain("hidden"));

        Environment.Remove(name);
        Environment["NIGHTINGALE_TOKEN_FILE"] = "/other/commands";
        Assert.That((await RunAs(["node", "--config", Config])).Error, Is.EqualTo("Seen.\n"), "the control");
    }

    [Test]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var ran = await RunAs(["node", "--port", "-1", "--lease", "0"]);
        Assert.That(ran.Exit, Is.EqualTo(2));
        Assert.That(ran.Error, Does.Contain("--port is -1").And.Contain("--lease is 0").And.Contain("database is missing: give it with --database, $NIGHTINGALE_DATABASE or in the configuration file.").And.Contain("cluster is missing"));
    }

    [TestCase(null, "There is no configuration file {0}. Name another with --config.")]
    [TestCase("{ \"port\": ", "The configuration file {0} cannot be read:")]
    [TestCase("{ \"port\": 1, \"Port\": 2 }", "The configuration file {0} cannot be read:")]
    [TestCase("[]", "The configuration file {0} cannot be read:")]
    public async Task A_file_that_cannot_be_read_is_told(string? content, string told)
    {
        if (content is not null) await Write(content);
        var ran = await RunAs(["node", "--config", Config]);
        Assert.That(ran.Exit, Is.EqualTo(2));
        Assert.That(ran.Error, Does.StartWith(told.Replace("{0}", Config, StringComparison.Ordinal)));
    }

    [Test]
    public async Task The_table_of_keys_in_the_manual_is_that_of_the_code()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        var table = lines.SkipWhile(line => !line.StartsWith("| key | flag |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.That(table, Is.EqualTo(NodeKeys.All.Select(setting => setting.Row)));
    }

    [Test]
    public async Task The_password_is_read_from_its_file_for_each_new_connection()
    {
        await using var shared = await PostgresServer.SharedDatabase();
        await using var admin = shared.Connect();
        await Tell(admin, "CREATE ROLE guarded LOGIN PASSWORD 'one'");
        await using (var asks = admin.CreateCommand("SHOW hba_file"))
            await Tell(admin, $"COPY (VALUES ('local all guarded scram-sha-256'), ('local all all trust')) TO '{await asks.ExecuteScalarAsync()}'; SELECT pg_reload_conf()");
        var file = Path.Combine(Data, "password");
        await using var database = ClusterDatabase.Open(new NpgsqlConnectionStringBuilder(shared.ConnectionString) { Username = "guarded", Pooling = false }.ConnectionString, file);

        await File.WriteAllTextAsync(file, "wrong\n");
        await Eventually.True(async () => await Fault(database) is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword }, TimeSpan.FromSeconds(30));
        await File.WriteAllTextAsync(file, "one\nnot this\n");
        Assert.That(await Fault(database), Is.Null);
        await Tell(admin, "ALTER ROLE guarded PASSWORD 'two'");
        Assert.That(await Fault(database), Is.Not.Null, "the control: it is asked for");
        await File.WriteAllTextAsync(file, "two");
        Assert.That(await Fault(database), Is.Null);
    }

    private static async Task Tell(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlException?> Fault(NpgsqlDataSource database)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            return null;
        }
        catch (NpgsqlException fault)
        {
            return fault;
        }
    }

    private Task Write(string content) => File.WriteAllTextAsync(Config, content);
}
