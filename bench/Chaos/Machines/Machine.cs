using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>
/// A machine that is none: a network and a disk of its own, in namespaces that one process holds. They go with it, and it goes with its input, so that
/// whoever is killed leaves nothing behind.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly Process _holder;

    private Machine(Process holder, byte number, string disk) => (_holder, Number, Disk) = (holder, number, disk);

    /// <summary>The last byte of its address.</summary>
    public byte Number { get; }

    /// <summary>Where the others reach it.</summary>
    public IPAddress Address => AddressOf(Number);

    /// <summary>The folder that is its disk, as processes on it see it.</summary>
    public string Disk { get; }

    /// <summary>What a command begins with that is to run on it.</summary>
    public string[] Through => ["nsenter", "--target", _holder.Id.ToString(CultureInfo.InvariantCulture), "--net", "--mount", "--"];

    private string Scratch => Path.GetDirectoryName(Disk)!;

    /// <summary>Sets one up, and connects it.</summary>
    /// <param name="network">The network that it is part of.</param>
    /// <param name="number">The last byte of its address.</param>
    /// <param name="disk">An empty folder that becomes its disk.</param>
    /// <param name="mebibytes">The disk's size.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task<Machine> SetUp(PacketSwitch network, byte number, string disk, int mebibytes, CancellationToken cancel)
    {
        string[] command = ["--net", "--mount", "sh", "-c", """mount -t tmpfs -o "size=$2m,mode=700" tmpfs "$1" && ip link set lo up && echo ready && exec cat""", "sh", disk, $"{mebibytes}"];
        var holder = Process.Start(new ProcessStartInfo("unshare", command) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var machine = new Machine(holder, number, disk);
        if (await holder.StandardOutput.ReadLineAsync(cancel) != "ready") throw new InvalidOperationException("No machine can be made here: that needs root, unshare, mount and ip.");
        network.Connect(number, await machine.Within(() => Linux.MakeInterface("net0")));
        await Child.Run(machine.Scratch, "nsenter", [.. machine.Through[1..], "sh", "-c", $"ip address add {machine.Address}/24 dev net0 && ip link set net0 up"], cancel);
        return machine;
    }

    /// <summary>The address of a machine.</summary>
    public static IPAddress AddressOf(byte number) => new([10, 77, 0, number]);

    /// <summary>Where something on its disk is seen from outside.</summary>
    public string Seen(string path) => $"/proc/{_holder.Id}/root{path}";

    /// <summary>A socket of this machine's: it stays in the network in which it was made, whoever uses it.</summary>
    public Task<Socket> Socket() => Within(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>Takes all room on its disk.</summary>
    public Task FillDisk(CancellationToken cancel) =>
        Child.Run(Scratch, "nsenter", [.. Through[1..], "sh", "-c", """cat /dev/zero >"$1/filler" 2>/dev/null; test -s "$1/filler" """, "sh", Disk], cancel);

    /// <summary>Gives the room back.</summary>
    public void FreeDisk() => File.Delete(Seen($"{Disk}/filler"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private Task<T> Within<T>(Func<T> make)
    {
        var made = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Linux.EnterNetworkOf(_holder.Id);
                made.SetResult(make());
            }
            catch (Exception fault)
            {
                made.SetException(fault);
            }
        })
        { IsBackground = true, Name = "enters a machine" }.Start();
        return made.Task;
    }
}
