namespace Nightingale.Actors.Accounts;

/// <summary>What has a price of its own.</summary>
public enum Resource
{
    /// <summary>Virtual processors.</summary>
    Cpu,

    /// <summary>Memory, in GiB.</summary>
    Memory,

    /// <summary>Accelerators.</summary>
    Gpu,

    /// <summary>The home volume, in GiB.</summary>
    Disk,
}
