using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Nightingale.Actors.Journal;

/// <summary>Turns states into snapshots and back. A snapshot of another version is no snapshot: the entity replays its events instead.</summary>
/// <param name="manifest">Type and version of the state, for example <c>instance-state.v1</c>; raise it with every change of the state or of how events fold into it.</param>
public sealed class StateCodec<TState>(string manifest)
    where TState : notnull
{
    /// <summary>The state's bytes; equal states give equal bytes.</summary>
    public static byte[] Bytes(TState state) => JsonSerializer.SerializeToUtf8Bytes(state, JournalJson.Options);

    /// <summary>The manifest of the snapshots that it makes and reads.</summary>
    public string Manifest => manifest;

    /// <summary>A snapshot of a state.</summary>
    public Snapshot Encode(string persistenceId, long sequenceNr, TState state) => new(persistenceId, sequenceNr, manifest, Bytes(state));

    /// <summary>The state in a snapshot, unless it is of another version or does not have this one's shape.</summary>
    public bool TryDecode(Snapshot snapshot, [NotNullWhen(true)] out TState? state)
    {
        state = default;
        if (snapshot.Manifest != manifest) return false;
        try
        {
            state = JsonSerializer.Deserialize<TState>(snapshot.Payload.Span, JournalJson.Options);
            return state is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
