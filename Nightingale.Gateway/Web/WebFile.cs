using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nightingale.Gateway.Web;

/// <summary>A file of the web UI, whole and, for browsers that take it so, compressed once.</summary>
internal sealed class WebFile(string path, ReadOnlyMemory<byte> content)
{
    private const string Encoding = "br";
    private const int Quality = 9;
    private const int Window = 22;

    private readonly Lazy<ReadOnlyMemory<byte>> _compressed = new(() => Compress(path, content));

    private string MediaType => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    /// <summary>The answer with this file.</summary>
    public FileContentHttpResult Answer(HttpContext http)
    {
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains(Encoding, StringComparison.OrdinalIgnoreCase)) return TypedResults.Bytes(content, MediaType);
        http.Response.Headers.ContentEncoding = Encoding;
        return TypedResults.Bytes(_compressed.Value, MediaType);
    }

    private static ReadOnlyMemory<byte> Compress(string path, ReadOnlyMemory<byte> content)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        if (!BrotliEncoder.TryCompress(content.Span, compressed, out var length, Quality, Window)) throw new InvalidOperationException($"{path} could not be compressed.");
        return compressed.AsMemory(0, length);
    }
}
