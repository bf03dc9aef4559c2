using Microsoft.Extensions.Hosting;

namespace Nightingale.Gateway;

/// <summary>
/// Lets the server live as long as its owner lets it. The usual lifetime ends it on signals of the process by itself, before those that still need it.
/// </summary>
internal sealed class OwnersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
