using Nightingale.Actors.Instances;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary>Makes a size of what a request asks for, or says what is wrong with it.</summary>
internal static class SizeRules
{
    private const int MiBPerGiB = 1024;
    private const decimal MostMemoryGiB = int.MaxValue / MiBPerGiB;

    /// <summary>Asks the catalogue; without a target only what is wrong on every target is told.</summary>
    public static Size? Check(WantedSizeBody? body, string? target, SizesAndTargets catalogue, FieldErrors errors)
    {
        if (body is null)
        {
            errors.Add("size", "Must be given.");
            return null;
        }

        if (body.MemoryGiB is { } memory && (memory < 0 || memory > MostMemoryGiB || memory * MiBPerGiB % 1 != 0))
            errors.Add("size.memoryGiB", "Must be a whole number of MiB: steps of 1/1024.");
        if (target is null || errors.Has("size.memoryGiB")) return null;
        var answer = catalogue.Resolve(new(body.Name, body.Cpus, (int?)(body.MemoryGiB * MiBPerGiB), body.Gpus, body.DiskGiB), target);
        if (answer.Problem is not null) errors.Add("size", answer.Problem);
        return answer.Size;
    }
}
