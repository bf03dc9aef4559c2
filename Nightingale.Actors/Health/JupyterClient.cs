using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Health;

/// <summary>Asks one Jupyter server how it is. These questions do not count as activity there.</summary>
public sealed class JupyterClient(JupyterConnection connection) : IDisposable
{
    private static readonly Uri Status = new("api/status", UriKind.Relative);
    private static readonly Uri Kernels = new("api/kernels", UriKind.Relative);

    /// <summary>Makes a client for a server.</summary>
    /// <inheritdoc cref="JupyterConnection(string, string, TimeSpan?)"/>
    public JupyterClient(string address, string token, TimeSpan connectTimeout)
        : this(new JupyterConnection(address, token, connectTimeout))
    {
    }

    /// <summary>Asks <c>/api/status</c>, and <c>/api/kernels</c> if that is wanted and there are kernels. A <see cref="Probe"/>.</summary>
    public async Task<ProbeResult> Ask(bool withKernels, CancellationToken stop)
    {
        try
        {
            var status = await Get<ServerStatus>(Status, stop);
            var busy = withKernels && status.Kernels > 0 ? await Busy(stop) : (int?)null;
            return new ProbeResult.Answer(status.Started.InWholeMilliseconds(), status.LastActivity.InWholeMilliseconds(), status.Kernels, busy);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested && Reason(fault) is { } reason)
        {
            return new ProbeResult.Miss(reason, IsGone(fault));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private async Task<int> Busy(CancellationToken stop) =>
        (await Get<IReadOnlyList<Kernel>>(Kernels, stop)).Count(kernel => kernel.ExecutionState == "busy");

    private async Task<T> Get<T>(Uri path, CancellationToken stop)
        where T : class => JsonSerializer.Deserialize<T>(await connection.Http.GetByteArrayAsync(path, stop)) ?? throw new JsonException("It is null.");

    // The faults' own messages name sockets and addresses: they are not for people.
    private static string? Reason(Exception fault) => fault switch
    {
        HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => "it does not accept its token",
        HttpRequestException { StatusCode: { } status } => $"it answered with status {(int)status}",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } } => "nobody listens at its address",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "its answer was too large",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection to it could be made",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => "it could not be reached",
        HttpRequestException or IOException => "the connection to it broke",
        JsonException => "what answers is not a Jupyter server",
        OperationCanceledException => "no connection to it could be made in time",
        _ => null,
    };

    // A module tells of a Unix socket when somebody listens on it, before the server behind it is there: nobody means that the server went.
    private bool IsGone(Exception fault) => connection.IsSocket && fault is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    private sealed record ServerStatus(
        [property: JsonPropertyName("started"), JsonRequired] DateTimeOffset Started,
        [property: JsonPropertyName("last_activity"), JsonRequired] DateTimeOffset LastActivity,
        [property: JsonPropertyName("kernels"), JsonRequired] int Kernels);

    private sealed record Kernel([property: JsonPropertyName("execution_state")] string? ExecutionState);
}
