using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Nightingale.Actors.Sharding;

/// <summary>Who this node is to others, and whom it believes: nobody but those whose certificate the cluster's own authority signed.</summary>
public sealed class WireTls : IDisposable
{
    private readonly X509Certificate2 _authority;

    /// <summary>Reads the certificates.</summary>
    /// <param name="authority">The authority's certificate, PEM.</param>
    /// <param name="certificate">This node's certificate, PEM.</param>
    /// <param name="key">Its key, PEM.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of them is not what it should be.</exception>
    public WireTls(string authority, string certificate, string key)
    {
        _authority = X509Certificate2.CreateFromPem(authority);
        Certificate = X509Certificate2.CreateFromPem(certificate, key);
    }

    /// <summary>This node's, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whether another's certificate was signed by the authority and still holds.</summary>
    public bool Believes(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    /// <summary>Whether a server is believed: signed by the authority, and for the name by which it was reached.</summary>
    public bool BelievesServer(X509Certificate? certificate, SslPolicyErrors errors) =>
        certificate is X509Certificate2 known && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && Believes(known);

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        Certificate.Dispose();
    }
}
