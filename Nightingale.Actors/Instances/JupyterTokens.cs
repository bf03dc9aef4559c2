using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Actors.Instances;

/// <summary>Derives the token of each server from the master key, so that none is ever stored.</summary>
public sealed class JupyterTokens(ReadOnlyMemory<byte> masterKey)
{
    /// <summary>The token of one generation of an instance: 64 hexadecimal digits. Never log it.</summary>
    public string For(InstanceId id, int generation) => Convert.ToHexStringLower(
        HMACSHA256.HashData(masterKey.Span, Encoding.UTF8.GetBytes($"jupyter-token/{id}/{generation}")));
}
