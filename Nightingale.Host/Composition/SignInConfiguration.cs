using System.Text.Json;
using System.Text.Json.Serialization;
using Nightingale.Gateway.SignIn;

namespace Nightingale.Host.Composition;

/// <summary>How people sign in, as operators say it in <c>sign-in.json</c> of a node's data folder. It holds no secret: those are in files that it names.</summary>
internal static class SignInConfiguration
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads it; without a file all is as by default.</summary>
    /// <exception cref="StartupException">It does not hold; the message tells every problem.</exception>
    public static async Task<SignInOptions> Read(DataFolder folder, CancellationToken cancel)
    {
        if (!File.Exists(folder.SignIn)) return new();
        try
        {
            await using var file = File.OpenRead(folder.SignIn);
            var options = await JsonSerializer.DeserializeAsync<SignInOptions>(file, Format, cancel) ?? new();
            var problems = options.Problems().ToList();
            return problems.Count == 0 ? options : throw new StartupException($"sign-in.json in the data folder does not hold. {string.Join(' ', problems)}");
        }
        catch (JsonException bad)
        {
            throw new StartupException($"sign-in.json in the data folder does not hold: {bad.Message}", bad);
        }
    }
}
