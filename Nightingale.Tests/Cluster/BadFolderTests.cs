using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A data folder, a file in it, or a port that a node cannot have.</summary>
public sealed class BadFolderTests : BadStart
{
    [Test]
    public async Task A_port_in_use_is_told_before_the_journal_is_touched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var start = Good with { Arguments = ["--port", $"{port}"] };
        await Refuses(start, $"Port {port} on 127.0.0.1 is in use. Stop what listens there, or choose another with --port.");
        listener.Stop();
        await Starts(start);
    }

    [Test]
    public async Task In_a_folder_that_others_may_read_they_can_read_nothing_that_a_node_wrote()
    {
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        await Starts(Good);
        var open = Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Where(file => (File.GetUnixFileMode(file) & (UnixFileMode)0b000_111_111) != UnixFileMode.None);
        Assert.That(open, Is.Empty);
    }

    [Test]
    public async Task A_folder_in_use_is_told_with_its_user_who_goes_on()
    {
        using var first = await HostProcess.Up(Good);
        var (exit, output) = await HostProcess.Fails(Good);
        Assert.That((exit, output), Is.EqualTo((1, $"The data folder is in use by process {first.ProcessId}. Stop it first, or choose another folder.")));
        Assert.That((await first.Api.GetAsync("/readyz")).IsSuccessStatusCode, Is.True);
        Assert.That(await first.Problem(), Is.Null);
        Assert.That(await first.Stop(), Is.Zero, first.Output);
        await Starts(Good);
    }

    [Test]
    public async Task A_folder_that_is_a_file_is_told() =>
        await Refuses(new(In("prices.json")), $"The data folder {In("prices.json")} is a file. Choose another with --data.");

    [Test]
    public async Task A_folder_below_a_file_is_told() => await Refuses(new(In("prices.json/data")), "cannot be used");

    [Test]
    public async Task A_folder_that_may_not_be_written_is_told()
    {
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(In("lock"), UnixFileMode.UserRead);
        // Permissions are nothing to root while it keeps this right.
        IReadOnlyList<string> mortal = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];
        await Refuses(Good with { Through = mortal }, "The data folder may not be written by this user. Choose another folder, or make this one yours.");
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(In("lock"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Starts(Good with { Through = mortal });
    }

    [Test]
    public async Task A_folder_on_a_read_only_disk_is_told()
    {
        const string Script = """mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@" """;
        var start = Good with { Through = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", Script, "sh", Folder] };
        await Refuses(start, "The data folder may not be written by this user. Choose another folder, or make this one yours.");
    }

    [TestCase("sizes.json", "{", "sizes.json in the data folder does not hold.")]
    [TestCase("sizes.json", """{"sizes":[]}""", "limits: an object is missing. machines: an object is missing. sizes: at least one is needed. Mend it, or remove it")]
    [TestCase("prices.json", "", "prices.json in the data folder does not hold.")]
    [TestCase("prices.json", """{"prices":[{"target":"local","price":-1}]}""", "prices.json in the data folder does not hold.")]
    [TestCase("master.key", "", "master.key in the data folder is damaged: it must be 64 hexadecimal digits.")]
    [TestCase("tokens.json", "{", "The token file cannot be read. Restore it from a backup")]
    [TestCase("keys/checkpoint.pem", "a key", "keys/checkpoint.pem in the data folder) is not readable")]
    public async Task A_broken_file_is_named_with_what_to_do_and_left_as_it_is(string file, string content, string words)
    {
        var good = await File.ReadAllTextAsync(In(file));
        await File.WriteAllTextAsync(In(file), content);
        await Refuses(Good, words);
        await File.WriteAllTextAsync(In(file), good);
        await Starts(Good);
    }
}
