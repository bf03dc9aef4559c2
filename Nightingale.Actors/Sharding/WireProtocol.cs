using System.Globalization;
using System.Net.Http.Headers;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// How nodes ask each other: <c>POST /ask/{kind}/{entity}</c> over HTTP/2, and <c>POST /follow/{stream}</c> for server-sent events that go on until somebody
/// leaves, and <c>POST /tunnel/{door}/{entity}</c> for bytes both ways. The protocol's version goes with every request, so that two releases run side by side; who does not speak it answers 426 with those that it speaks.
/// </summary>
internal static class WireProtocol
{
    /// <summary>The versions that this release speaks. One release speaks the last version of the one before it.</summary>
    public const int Oldest = 1;

    /// <inheritdoc cref="Oldest"/>
    public const int Newest = 1;

    /// <summary>The version of a request; of a 426 the versions that are spoken, as <c>1-2</c>.</summary>
    public const string VersionHeader = "nightingale-protocol";

    /// <summary>How long the sender still waits, in milliseconds.</summary>
    public const string DeadlineHeader = "nightingale-deadline";

    /// <summary>On a 503: nothing of the request was done.</summary>
    public const string NothingDoneHeader = "nightingale-nothing-done";

    /// <summary>The most bytes of a request or an answer.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>The newest version that both sides speak; null if there is none.</summary>
    public static int? Common(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(VersionHeader, out var values) || values.First().Split('-') is not [var oldest, var newest]) return null;
        if (!int.TryParse(oldest, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !int.TryParse(newest, NumberStyles.None, CultureInfo.InvariantCulture, out var to)) return null;
        var common = Math.Min(Newest, to);
        return common >= Math.Max(Oldest, from) ? common : null;
    }
}

/// <summary>What a node answers to a request from another.</summary>
/// <param name="Kind">Whether it was answered at all.</param>
/// <param name="Body">The answer; of one that is none, a sentence in UTF-8 that is fit for people.</param>
public readonly record struct WireAnswer(WireAnswerKind Kind, ReadOnlyMemory<byte> Body);

/// <summary>Classes of answers between nodes.</summary>
public enum WireAnswerKind
{
    /// <summary>The entity answered (200).</summary>
    Answered,

    /// <summary>The entity does not live here; nothing was done (421).</summary>
    NotHere,

    /// <summary>The entity gave no answer, and nothing was done (503).</summary>
    NothingDone,

    /// <summary>Nobody knows whether it was done (503, or a connection that broke).</summary>
    Unknown,
}

/// <summary>Answers requests for the entities of one kind.</summary>
/// <param name="entityId">Which entity.</param>
/// <param name="request">What is asked.</param>
/// <param name="deadline">Cancelled when the sender waits no more.</param>
public delegate Task<WireAnswer> WireHandler(string entityId, ReadOnlyMemory<byte> request, CancellationToken deadline);

/// <summary>What a node tells those who follow one of its streams. The next item is taken when the last one was sent, so who reads slowly holds nothing but its place.</summary>
/// <param name="gone">Cancelled when the follower, or this node, goes.</param>
/// <returns>Texts without end, each of some kilobytes at most.</returns>
public delegate IAsyncEnumerable<string> WireFeed(CancellationToken gone);
