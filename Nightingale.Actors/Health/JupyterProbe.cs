using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Health;

/// <summary>Asks one Jupyter server how it is. Anonymous or not, these questions do not move its <c>last_activity</c>.</summary>
public sealed class JupyterProbe(string address, string token) : IProbe
{
    private static readonly Uri Status = new("api/status", UriKind.Relative);
    private static readonly Uri KernelList = new("api/kernels", UriKind.Relative);

    private readonly JupyterConnection _connection = new(address, token);

    /// <inheritdoc/>
    public async Task<ProbeResult> Ask(bool kernels, CancellationToken stop)
    {
        try
        {
            var status = await _connection.Http.GetFromJsonAsync<ServerStatus>(Status, stop);
            if (status is null) return new ProbeResult.Miss("Jupyter answered with nothing");
            var busy = kernels && status.Kernels > 0 ? await Busy(stop) : (int?)null;
            return new ProbeResult.Answer(Whole(status.Started), Whole(status.LastActivity), status.Kernels, busy);
        }
        catch (HttpRequestException fault)
        {
            return new ProbeResult.Miss(fault.StatusCode is { } code ? $"Jupyter answered with status {(int)code}" : "Jupyter's address refuses connections");
        }
        catch (Exception fault) when (fault is JsonException or IOException or NotSupportedException)
        {
            return new ProbeResult.Miss("what answered was not Jupyter");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<int> Busy(CancellationToken stop)
    {
        var kernels = await _connection.Http.GetFromJsonAsync<IReadOnlyList<Kernel>>(KernelList, stop) ?? [];
        return kernels.Count(kernel => kernel.ExecutionState == "busy");
    }

    /// <summary>Events are in whole milliseconds; so is what they are compared with.</summary>
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private sealed record ServerStatus
    {
        [JsonPropertyName("started")]
        public required DateTimeOffset Started { get; init; }

        [JsonPropertyName("last_activity")]
        public required DateTimeOffset LastActivity { get; init; }

        [JsonPropertyName("kernels")]
        public required int Kernels { get; init; }
    }

    private sealed record Kernel
    {
        [JsonPropertyName("execution_state")]
        public required string ExecutionState { get; init; }
    }
}
