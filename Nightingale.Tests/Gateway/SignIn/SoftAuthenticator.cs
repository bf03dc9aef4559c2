using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>An authenticator with one passkey, in software, and the browser before it (WebAuthn level 3, attestation "none", ES256).</summary>
internal sealed class SoftAuthenticator(string origin, string domain) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
    private byte[] _user = [];
    private uint _count;

    public string Id => Base64Url.EncodeToString(_id);

    /// <summary>Whether a person unlocks it.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>What navigator.credentials.create gives.</summary>
    public JsonObject Create(JsonNode options)
    {
        _user = Base64Url.DecodeFromChars((string)options["user"]!["id"]!);
        var clientData = ClientData("webauthn.create", options);
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["attestationObject"] = Base64Url.EncodeToString([0xa3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xa0, .. Text("authData"), .. Bytes(Data(Described()))]),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What navigator.credentials.get gives.</summary>
    public JsonObject Get(JsonNode options)
    {
        _count++;
        var (clientData, data) = (ClientData("webauthn.get", options), Data([]));
        var signature = _key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = Base64Url.EncodeToString(_user),
        });
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Id,
        ["rawId"] = Id,
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(
        new JsonObject { ["type"] = type, ["challenge"] = (string)options["challenge"]!, ["origin"] = origin, ["crossOrigin"] = false }.ToJsonString());

    private byte[] Data(byte[] credential)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, _count);
        var flags = (byte)(UserPresent | (Verifies ? UserVerified : 0) | (credential.Length > 0 ? HasCredential : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), flags, .. count, .. credential];
    }

    // The id and the public key (COSE: EC2, ES256, P-256).
    private byte[] Described()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [.. new byte[16], 0, (byte)_id.Length, .. _id, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Bytes(point.X!), 0x22, .. Bytes(point.Y!)];
    }

    // CBOR: a short text, and bytes with a length of one byte.
    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => [0x58, checked((byte)bytes.Length), .. bytes];
}
