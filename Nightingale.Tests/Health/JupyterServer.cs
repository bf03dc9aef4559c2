using System.Diagnostics;
using Nightingale.Actors.Health;

namespace Nightingale.Tests.Health;

/// <summary>A real Jupyter server on a Unix socket, without Nightingale around it.</summary>
internal sealed class JupyterServer : IAsyncDisposable
{
    public const string Token = "0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ng-jupyter-");
    private readonly string _socket;
    private Process? _process;

    /// <summary>Starts it without waiting for it.</summary>
    /// <param name="longPath">Whether its socket lies deeper than a socket's address can tell.</param>
    public JupyterServer(bool longPath = false)
    {
        var sub = longPath ? _folder.CreateSubdirectory(new string('x', 120)) : _folder;
        _socket = Path.Combine(_folder.FullName, "s");
        Address = $"unix://{Path.Combine(sub.FullName, "s")}";
        if (longPath) File.CreateSymbolicLink(Path.Combine(sub.FullName, "s"), _socket);
        Start();
    }

    public string Address { get; }

    /// <summary>Where its kernels begin.</summary>
    public string Folder => _folder.FullName;

    public void Start()
    {
        File.Delete(_socket);
        var start = new ProcessStartInfo("/usr/bin/jupyter-server")
        {
            ArgumentList = { "--allow-root", $"--ServerApp.sock={_socket}", $"--ServerApp.root_dir={_folder.FullName}", "--ServerApp.open_browser=False" },
            Environment = { ["HOME"] = _folder.FullName, ["JUPYTER_TOKEN"] = Token, ["JUPYTER_RUNTIME_DIR"] = _folder.FullName, ["PATH"] = "/usr/bin:/bin" },
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>As with kill -9: it has no time for a word.</summary>
    public async Task Kill()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _process.Dispose();
    }

    public JupyterConnection Connect() => new(Address, Token, TimeSpan.FromSeconds(5));

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process && !HasEnded(process)) await Kill();
        _folder.Delete(recursive: true);
    }

    private static bool HasEnded(Process process)
    {
        try
        {
            return process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return true; // Killed and disposed of before.
        }
    }
}
