using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nightingale.Actors.Sharding;

/// <summary>Makes a cluster's own certificates: one authority, and what it signs for nodes and gateways. ECDSA on P-256.</summary>
public static class ClusterAuthority
{
    private static readonly TimeSpan AuthorityLasts = TimeSpan.FromDays(3650);
    private static readonly TimeSpan NodeLasts = TimeSpan.FromDays(365);

    // Nothing else in a cluster depends on a node's time of day, so a new certificate must hold for a node whose clock is slow.
    private static readonly TimeSpan Skew = TimeSpan.FromDays(1);

    /// <summary>A new authority, good for ten years.</summary>
    /// <returns>Its certificate and its key, both PEM.</returns>
    public static (string Certificate, string Key) Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Nightingale cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var certificate = request.CreateSelfSigned(now - Skew, now + AuthorityLasts);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate for a node, good for a year.</summary>
    /// <param name="authority">The authority's certificate and key, PEM.</param>
    /// <param name="name">What the node is called.</param>
    /// <param name="hosts">The names and addresses by which others reach it.</param>
    /// <param name="now">From when it holds.</param>
    /// <returns>Its certificate and its key, both PEM.</returns>
    /// <exception cref="CryptographicException">The authority's files are not what they should be.</exception>
    public static (string Certificate, string Key) Sign((string Certificate, string Key) authority, string name, IEnumerable<string> hosts, DateTimeOffset now)
    {
        using var signer = X509Certificate2.CreateFromPem(authority.Certificate, authority.Key);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(signer, now - Skew, now + NodeLasts, RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
