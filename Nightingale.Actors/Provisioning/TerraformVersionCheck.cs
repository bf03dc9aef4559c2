using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nightingale.Actors.Provisioning;

/// <summary>Tells an operator before the first run, and in words, whether the Terraform of this machine will do.</summary>
public static class TerraformVersionCheck
{
    /// <summary>The least version: the first with ephemeral variables in modules and <c>terraform_data</c> as they are used here.</summary>
    public static readonly Version Least = new(1, 11);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>What is the matter with Terraform and what to do about it, or null if all is well.</summary>
    public static async Task<string?> Problem(ProvisioningOptions options, TimeProvider time, CancellationToken cancel = default)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
        var terraform = new Terraform(options with { CancelGrace = TimeSpan.Zero }, time, NullLogger.Instance);
        var output = new List<string>();
        try
        {
            var exit = await terraform.Run(Path.GetTempPath(), ["version", "-json"], new Dictionary<string, string>(StringComparer.Ordinal), output.Add, either.Token);
            return exit.Code switch
            {
                0 => ProblemWith(string.Join('\n', output)),
                126 or 127 => $"Terraform was not found (looked for '{options.TerraformBinary}'). {Advice}",
                var code => string.Join(' ', [$"Terraform does not work: 'terraform version' ended with {code}.", .. exit.Errors.Take(3), Advice]),
            };
        }
        catch (Win32Exception)
        {
            return "The program 'setsid' was not found; it is in the package util-linux. Install it and try again.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"Terraform does not work: 'terraform version' did not end within {Longest.TotalSeconds} s. {Advice}";
        }
    }

    private static string Advice => $"Install Terraform {Least} or newer from https://developer.hashicorp.com/terraform/install, and put it on the PATH.";

    private static string? ProblemWith(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var text = document.RootElement.GetProperty("terraform_version").GetString() ?? "";
            if (!Version.TryParse(text.Split('-')[0], out var version)) return $"Terraform tells a version that nobody can read: '{text}'. {Advice}";
            return version < Least ? $"Terraform {text} is too old. {Advice}" : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"Terraform does not tell its version: 'terraform version -json' gave no such answer. {Advice}";
        }
    }
}
