using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>A real OpenLDAP on a free port of loopback, in a temporary folder. Its people can be found by who gives the search password, and by nobody else.</summary>
internal sealed class Slapd : IAsyncDisposable
{
    public const string Base = "dc=example,dc=org";
    public const string SearchDn = "cn=admin,dc=example,dc=org";
    public const string SearchPassword = "directory-secret";

    private readonly string _folder = Directory.CreateTempSubdirectory("ng-slapd-").FullName;
    private Process? _process;

    public int Port { get; } = FreePort();

    public string PasswordFile => Path.Combine(_folder, "search.password");

    /// <summary>Starts it with these people: name, display name, password.</summary>
    public static async Task<Slapd> Start(params (string Name, string DisplayName, string Password)[] people)
    {
        var server = new Slapd();
        Directory.CreateDirectory(Path.Combine(server._folder, "db"));
        await File.WriteAllTextAsync(server.In("slapd.conf"), server.Configuration());
        await File.WriteAllTextAsync(server.In("data.ldif"), Data(people));
        await File.WriteAllTextAsync(server.PasswordFile, SearchPassword + "\n");
        using (var add = Process.Start(new ProcessStartInfo("/usr/sbin/slapadd", ["-f", server.In("slapd.conf"), "-l", server.In("data.ldif")]) { RedirectStandardError = true, UseShellExecute = false })!)
        {
            await add.StandardError.ReadToEndAsync();
            await add.WaitForExitAsync();
            if (add.ExitCode != 0) throw new InvalidOperationException($"slapadd ended with {add.ExitCode}.");
        }

        var url = string.Create(CultureInfo.InvariantCulture, $"ldap://127.0.0.1:{server.Port}");
        server._process = Process.Start(new ProcessStartInfo("/usr/sbin/slapd", ["-f", server.In("slapd.conf"), "-h", url, "-d", "0"]) { UseShellExecute = false });
        await Eventually.True(server.Listens, TestGateway.Bound);
        return server;
    }

    /// <summary>Ends it, so that nobody answers.</summary>
    public async Task End()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Data(IEnumerable<(string Name, string DisplayName, string Password)> people) =>
        $"dn: {Base}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
        + string.Concat(people.Select(person =>
            $"dn: uid={person.Name},{Base}\nobjectClass: inetOrgPerson\nuid: {person.Name}\ncn: {person.Name}\nsn: {person.Name}\ndisplayName: {person.DisplayName}\nuserPassword: {person.Password}\n\n"));

    private string In(string name) => Path.Combine(_folder, name);

    private string Configuration() => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb.so
        pidfile {In("slapd.pid")}
        database mdb
        suffix "{Base}"
        rootdn "{SearchDn}"
        rootpw {SearchPassword}
        directory {In("db")}
        access to attrs=userPassword by anonymous auth by * none
        access to * by * none
        """.ReplaceLineEndings("\n") + "\n";

    private async Task<bool> Listens()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
