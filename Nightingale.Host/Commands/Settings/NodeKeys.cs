namespace Nightingale.Host.Commands.Settings;

/// <summary>Everything that <c>nightingale node</c> and <c>nightingale gateway</c> can be told.</summary>
internal static class NodeKeys
{
    public static readonly Setting Data = new("data", "DIR", "The folder for what is this node's own.", "`~/.local/share/nightingale`");
    public static readonly Setting Port = new("port", "PORT", "The API's port on 127.0.0.1; 0 takes a free one.", "8080");
    public static readonly Setting PublicUrl = new("public_url", "URL", "The address that people type, where something that speaks TLS stands before the API.", "the port itself");
    public static readonly Setting InstanceDomain = new("instance_domain", "DOMAIN", "The domain below which each instance's pages have a host name of their own; its wildcard leads to the API.", "localhost");
    public static readonly Setting Modules = new("modules", "DIR", "The folder with the Terraform modules. A gateway needs none.", "those that came along");
    public static readonly Setting Database = new("database", "'Host=…;Database=…'", "The PostgreSQL database, as a connection string without a password.", null);
    public static readonly Setting PasswordFile = new("database_password_file", "FILE", "The file whose first line is the database's password; read for every new connection.", "`$PGPASSWORD`, or `$PGPASSFILE`");
    public static readonly Setting Cluster = new("cluster", "DIR", "The folder with the cluster's secret and this node's certificate.", null);
    public static readonly Setting Name = new("name", "NAME", "What operators call it.", "the machine's name");
    public static readonly Setting Listen = new("listen", "ADDRESS:PORT", "Where it listens for other nodes.", "`127.0.0.1:0`");
    public static readonly Setting Advertise = new("advertise", "URL", "Where other nodes reach it.", "where it listens");
    public static readonly Setting Shared = new("shared", "DIR", "The folder that nodes of one machine share for the instances that run there.", "the data folder");
    public static readonly Setting Lease = new("lease", "SECONDS", "Seconds that it lives without a renewal, from 1 to 600; the same on all nodes.", "10");

    /// <summary>Those that name the database: commands that ask it take them too.</summary>
    public static IReadOnlyList<Setting> OfDatabase { get; } = [Database, PasswordFile];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Data, Port, PublicUrl, InstanceDomain, Modules, Database, PasswordFile, Cluster, Name, Listen, Advertise, Shared, Lease];

    /// <summary>The variables that are other commands', or are set for what a node runs.</summary>
    public static IReadOnlyList<string> OtherVariables { get; } =
    [
        "NIGHTINGALE_CONFIG", "NIGHTINGALE_URL", "NIGHTINGALE_TOKEN", "NIGHTINGALE_TOKEN_FILE", "NIGHTINGALE_RUN_OF", "NIGHTINGALE_RUN_IN",
    ];
}
