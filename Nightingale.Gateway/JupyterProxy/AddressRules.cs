using System.Net;
using System.Net.Sockets;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Where the proxy connects to. Addresses come from Terraform's outputs; one that leads to this machine or to a cloud's metadata would hand out what
/// the gateway may see and the notebook may not. What a name or an odd number means is asked at each connection, not once.
/// </summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this host
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local: metadata of most clouds
        IPNetwork.Parse("100.100.100.200/32"), // metadata
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host
        IPNetwork.Parse("224.0.0.0/3"), // multicast, reserved, broadcast
        IPNetwork.Parse("::/127"), // unspecified and loopback
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fd00:ec2::/32"), // metadata
        IPNetwork.Parse("fd20:ce::/32"), // metadata
        IPNetwork.Parse("ff00::/8"), // multicast
        IPNetwork.Parse("::/96"), // IPv4 in old clothes
        IPNetwork.Parse("64:ff9b::/96"), // IPv4 behind a translator
        IPNetwork.Parse("2002::/16"), // IPv4 in a tunnel
    ];

    /// <summary>Whether the proxy may connect to an address.</summary>
    public static bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Refused.Any(network => network.Contains(plain));
    }

    /// <summary>Whether an instance may have this kind of address: a socket of this machine is the local target's alone.</summary>
    public static bool Allows(Uri address, string target) => address.Scheme switch
    {
        "unix" => target == "local",
        "http" or "https" => true,
        _ => false,
    };

    /// <summary>Connects over TCP.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">The address is none that the proxy may connect to.</exception>
    public static async ValueTask<Stream> Connect(DnsEndPoint endpoint, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancel);
        if (addresses.Length == 0 || !addresses.All(Allows)) throw new IOException("The instance's address is none that the proxy may connect to.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
