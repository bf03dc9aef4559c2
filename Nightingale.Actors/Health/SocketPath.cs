using System.Net.Sockets;
using System.Text;

namespace Nightingale.Actors.Health;

/// <summary>
/// The path of a Unix socket in a form that can be connected to. The system takes at most 107 bytes; a longer one is reached through a short
/// symbolic link in a private folder, which goes with this object.
/// </summary>
public sealed class SocketPath : IDisposable
{
    private const int Longest = 107;
    private readonly string? _folder;

    /// <summary>Makes the link if one is needed. The socket itself need not be there yet.</summary>
    /// <param name="path">An absolute path of any length.</param>
    public SocketPath(string path)
    {
        if (Fits(path))
        {
            Usable = path;
            return;
        }

        _folder = Directory.CreateTempSubdirectory("ng-socket-").FullName;
        Usable = Path.Combine(_folder, "s");
        File.CreateSymbolicLink(Usable, path);
    }

    /// <summary>Leads to the socket in at most 107 bytes.</summary>
    public string Usable { get; }

    /// <summary>Opens a connection to the socket.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public async ValueTask<Stream> Connect(CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Usable), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder is not null && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= Longest;
}
