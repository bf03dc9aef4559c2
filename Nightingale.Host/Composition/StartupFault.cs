using System.Net.Sockets;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Tokens;
using Npgsql;

namespace Nightingale.Host.Composition;

/// <summary>Says in a person's words why a node could not start.</summary>
internal static class StartupFault
{
    public static Exception Of(Exception fault, NodeOptions options) => fault switch
    {
        StartupException or OperationCanceledException => fault,
        IOException { HResult: NoSpace } or { InnerException: IOException { HResult: NoSpace } } =>
            new StartupException("The disk under the data folder is full. Free some room and start again; nothing was lost.", fault),
        JournalException or StaleRunException or TokenStoreException or KeepException => new StartupException(fault.Message, fault),
        NpgsqlException => new StartupException("The cluster's database does not answer as it should. Look at the database, and start again.", fault),
        _ when Socket(fault) is SocketError.AddressAlreadyInUse =>
            new StartupException($"Port {options.Port} on 127.0.0.1 is in use. Stop what listens there, or choose another with --port.", fault),
        _ when Socket(fault) is SocketError.AccessDenied =>
            new StartupException($"Port {options.Port} is not for this user. Choose another with --port: from 1024 on all are free to use.", fault),
        UnauthorizedAccessException => new StartupException($"The data folder {options.DataFolder} may not be read and written by this user: {fault.Message}", fault),
        _ => fault,
    };

    /// <summary>ENOSPC as .NET tells it on Linux.</summary>
    private const int NoSpace = 28;

    private static SocketError? Socket(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
            if (inner is SocketException socket)
                return socket.SocketErrorCode;
        return null;
    }
}
