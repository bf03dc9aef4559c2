using System.Diagnostics;
using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

/// <summary>Against a real jupyter-server on a Unix socket.</summary>
public sealed class JupyterProbeTests
{
    private const string Token = "a-token-of-this-test";

    private DirectoryInfo _folder = null!;
    private Process _server = null!;

    private string Address => $"unix://{Path.Combine(_folder.FullName, "s")}";

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("ng-probe-");
        var start = new ProcessStartInfo("jupyter-server")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { "--allow-root", "--no-browser", $"--ServerApp.sock={Path.Combine(_folder.FullName, "s")}", "--ServerApp.allow_remote_access=True", $"--ServerApp.root_dir={_folder.FullName}" },
            Environment = { ["JUPYTER_TOKEN"] = Token, ["HOME"] = _folder.FullName, ["JUPYTER_RUNTIME_DIR"] = _folder.FullName },
        };
        _server = Process.Start(start)!;
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        using var probe = new JupyterProbe(Address, Token);
        await Eventually.True(async () => await probe.Ask(kernels: true, CancellationToken.None) is ProbeResult.Answer, TimeSpan.FromSeconds(60));
    }

    [OneTimeTearDown]
    public void End()
    {
        if (!_server.HasExited) _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_living_server_answers_and_tells_when_it_started()
    {
        using var probe = new JupyterProbe(Address, Token);
        var answer = (ProbeResult.Answer)await probe.Ask(kernels: true, CancellationToken.None);
        Assert.That(answer.StartedAt, Is.GreaterThan(new DateTimeOffset(_server.StartTime).AddSeconds(-2)));
        Assert.That(answer.Kernels, Is.Zero);
    }

    [Test]
    public async Task A_wrong_token_is_a_miss_that_says_so()
    {
        using var probe = new JupyterProbe(Address, "another token");
        Assert.That(await probe.Ask(kernels: false, CancellationToken.None), Is.EqualTo(new ProbeResult.Miss("Jupyter answered with status 403")));
    }

    [Test]
    public async Task A_cell_runs_in_a_kernel()
    {
        using var connection = new JupyterConnection(Address, Token);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.That(await new JupyterKernel(connection).Run("print('hello')\n6 * 7", new Guid(1, 2, 3, new byte[8]), bound.Token), Is.EqualTo("hello\n42\n"));
    }

    [Test]
    public async Task A_cell_that_raises_says_what()
    {
        using var connection = new JupyterConnection(Address, Token);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var fault = await Assert.ThrowsAsync<CellException>(() => new JupyterKernel(connection).Run("1 / 0", new Guid(4, 5, 6, new byte[8]), bound.Token));
        Assert.That(fault!.Message, Is.EqualTo("ZeroDivisionError: division by zero"));
    }

    [Test]
    public async Task An_address_where_nobody_listens_is_a_miss()
    {
        using var probe = new JupyterProbe(Address + "-gone", Token);
        Assert.That(await probe.Ask(kernels: false, CancellationToken.None), Is.InstanceOf<ProbeResult.Miss>());
    }
}
