using System.Net.Sockets;

namespace Nightingale.Bench;

/// <summary>Waits by asking again and again, as whoever waits for a server does.</summary>
internal static class Until
{
    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static async Task True(Func<Task<bool>> question, TimeSpan every, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await question())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(3)) throw new TimeoutException("It did not become ready within three minutes.");
            await Task.Delay(every, TimeProvider.System, cancel);
        }
    }

    /// <summary>Asks a server until it answers with success.</summary>
    public static Task Answers(HttpClient http, string path, TimeSpan every, CancellationToken cancel) => True(
        async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        every,
        cancel);

    /// <summary>A client of a server on a Unix socket.</summary>
    public static HttpClient OnSocket(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new("http://localhost/") };
}
