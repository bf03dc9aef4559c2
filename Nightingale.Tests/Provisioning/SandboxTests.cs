using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>What a cell can do in a local instance; each with the control that the same code can do it outside.</summary>
public sealed class SandboxTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000002"));

    private ProvisioningNode _node = null!;
    private JupyterClient? _jupyter;

    [OneTimeSetUp]
    public async Task Launch()
    {
        _node = await ProvisioningNode.Start();
        await _node.Apply(ProvisioningNode.Work(Id, 1, memory: 512));
        _jupyter = _node.Jupyter(Id);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        _jupyter?.Dispose();
        await _node.DisposeAsync();
    }

    [Test]
    public async Task A_cell_runs() => Assert.That(await _jupyter!.RunCell("print(6 * 7)"), Is.EqualTo("42"));

    [Test]
    public async Task There_is_no_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connect = $"""
            import socket
            try:
                socket.create_connection(("127.0.0.1", {((IPEndPoint)listener.LocalEndpoint).Port}), 5)
                print("connected")
            except OSError:
                print("refused")
            """;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _jupyter!.RunCell("import socket; print([name for _, name in socket.if_nameindex()])"), Is.EqualTo("['lo']"));
            Assert.That(await _jupyter!.RunCell(connect), Is.EqualTo("refused"));
            Assert.That(await Outside(connect), Is.EqualTo("connected"));
        }
    }

    [Test]
    public async Task Nothing_but_the_home_and_its_own_tmp_can_be_written()
    {
        const string Write = """
            import os
            def writable(folder):
                try:
                    path = os.path.join(folder, "nightingale-test")
                    open(path, "w").close()
                    os.unlink(path)
                    return True
                except OSError:
                    return False
            print([folder for folder in ["/", "/usr/local/lib", "/etc", "/etc/nightingale", "/dev", "/home", "/var", "/tmp", os.getcwd()] if writable(folder)])
            """;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _jupyter!.RunCell(Write), Is.EqualTo("['/tmp', '/home/jupyter']"));
            Assert.That(await Outside(Write), Does.Contain("'/tmp'"));
        }
    }

    [Test]
    public async Task Files_and_processes_of_this_machine_are_out_of_sight()
    {
        var secret = Path.Combine(_node.Options.DataFolder, "operator.token");
        await File.WriteAllTextAsync(secret, "secret");
        var look = $"""
            import os
            print(os.path.exists({Quoted(secret)}), os.path.exists("/proc/{Environment.ProcessId}/cmdline") and "dotnet" in open("/proc/{Environment.ProcessId}/cmdline").read())
            """;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _jupyter!.RunCell(look), Is.EqualTo("False False"));
            Assert.That(await Outside(look), Is.EqualTo("True True"));
        }
    }

    [Test]
    public async Task No_variable_and_no_capability_of_ours_comes_in()
    {
        const string Look = """
            import os
            print([name for name in os.environ if name.startswith(("NG_", "NIGHTINGALE", "TF_"))])
            print([line.split()[1] for line in open("/proc/1/status") if line.startswith(("CapEff", "CapPrm", "CapBnd"))])
            print([name for name in open("/proc/1/environ").read().split("\0") if name])
            """;

        var seen = (await _jupyter!.RunCell(Look)).Split('\n');

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen[0], Is.EqualTo("[]"));
            Assert.That(seen[1], Is.EqualTo("['0000000000000000', '0000000000000000', '0000000000000000']"));
            Assert.That(seen[2], Is.EqualTo("[]"));
        }
    }

    [Test]
    public async Task Memory_is_bounded()
    {
        const string Take = """
            import subprocess, sys
            code = "x = bytearray(600 * 1024 * 1024); print('taken')"
            print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() or "not given")
            """;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _jupyter!.RunCell(Take), Is.EqualTo("not given"));
            Assert.That(await Outside(Take), Is.EqualTo("taken"));
        }
    }

    [Test]
    public async Task A_process_inside_cannot_pass_itself_off_as_the_sandbox_of_another_instance()
    {
        var other = new InstanceId(new Guid("0193a5a0-0000-7000-8000-0000000000ff"));
        var home = InstanceFolder.Of(_node.Options.DataFolder, other).Home;
        await _node.Apply(ProvisioningNode.Work(other, 1));

        await _jupyter!.RunCell($"""
            import subprocess
            subprocess.Popen(["bash", "-c", "sleep 600; :", {Quoted(home)}])
            """);
        await _node.Apply(ProvisioningNode.Work(other, 2, running: false));

        Assert.That(await ProvisioningNode.ProcessesWith(home), Has.Count.EqualTo(1), "the impostor, which the stop of the other left alone");
        await _node.Run(ProvisioningNode.Work(other, 3, action: TerraformAction.Destroy));
    }

    private static string Quoted(string text) => $"'{text}'";

    private static async Task<string> Outside(string code)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", code]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return output.Trim();
    }
}
