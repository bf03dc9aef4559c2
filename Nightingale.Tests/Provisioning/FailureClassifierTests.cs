using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class FailureClassifierTests
{
    [TestCase("creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 500, api error InsufficientInstanceCapacity: We currently do not have sufficient p4d.24xlarge capacity in the Availability Zone you requested", FailureClass.Capacity)]
    [TestCase("api error SpotMaxPriceTooLow: Your Spot request price of 0.1 is lower than the minimum required", FailureClass.Capacity)]
    [TestCase("compute.VirtualMachinesClient#CreateOrUpdate: Failure sending request: StatusCode=409 Code=\"SkuNotAvailable\" Message=\"The requested VM size is currently not available in location\"", FailureClass.Capacity)]
    [TestCase("Code=\"ZonalAllocationFailed\" Message=\"Allocation failed. We do not have sufficient capacity for the requested VM size in this zone\"", FailureClass.Capacity)]
    [TestCase("Error: The zone 'projects/p/zones/europe-west1-b' does not have enough resources available to fulfill the request., ZONE_RESOURCE_POOL_EXHAUSTED", FailureClass.Capacity)]
    [TestCase("api error RequestLimitExceeded: Request limit exceeded.", FailureClass.Transient)]
    [TestCase("api error Throttling: Rate exceeded", FailureClass.Transient)]
    [TestCase("googleapi: Error 503: The service is currently unavailable, backendError", FailureClass.Transient)]
    [TestCase("googleapi: Error 429: Quota exceeded for quota metric 'Read requests', rateLimitExceeded", FailureClass.Transient)]
    [TestCase("Post \"https://ec2.eu-west-1.amazonaws.com/\": dial tcp: lookup ec2.eu-west-1.amazonaws.com: no such host", FailureClass.Transient)]
    [TestCase("read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer", FailureClass.Transient)]
    [TestCase("net/http: TLS handshake timeout", FailureClass.Transient)]
    [TestCase("Error acquiring the state lock\nHTTP remote state already locked", FailureClass.Transient)]
    [TestCase("Failed to save state\nError saving state: HTTP error: 500", FailureClass.Transient)]
    [TestCase("StatusCode=502 -- Original Error: Bad Gateway", FailureClass.Transient)]
    [TestCase("api error VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows", FailureClass.Permanent)]
    [TestCase("Code=\"OperationNotAllowed\" Message=\"Operation could not be completed as it results in exceeding approved standardNCFamily Cores quota\"", FailureClass.Permanent)]
    [TestCase("googleapi: Error 403: Quota 'NVIDIA_A100_GPUS' exceeded. Limit: 0.0 in region europe-west1.", FailureClass.Permanent)]
    [TestCase("api error UnauthorizedOperation: You are not authorized to perform this operation.", FailureClass.Permanent)]
    [TestCase("Invalid value for variable\nThe local target has no accelerators", FailureClass.Permanent)]
    [TestCase("Unsupported argument\nAn argument named \"sise\" is not expected here.", FailureClass.Permanent)]
    [TestCase("creating instance i-0429500: InvalidParameterValue", FailureClass.Permanent)]
    public void The_words_of_providers_tell_the_class(string words, FailureClass expected) =>
        Assert.That(FailureClassifier.Classify([Error(words)]), Is.EqualTo(expected));

    [Test]
    public void One_permanent_error_makes_the_failure_permanent() =>
        Assert.That(FailureClassifier.Classify([Error("connection reset by peer"), Error("UnauthorizedOperation")]), Is.EqualTo(FailureClass.Permanent));

    [Test]
    public void Capacity_outranks_what_is_transient() =>
        Assert.That(FailureClassifier.Classify([Error("connection reset by peer"), Error("InsufficientInstanceCapacity")]), Is.EqualTo(FailureClass.Capacity));

    [Test]
    public void Nobody_retries_what_nobody_explained() => Assert.That(FailureClassifier.Classify([]), Is.EqualTo(FailureClass.Permanent));

    [Test]
    public void Words_lose_colours_paths_and_command_lines_and_do_not_go_on_for_ever()
    {
        var words = new ProviderWords(new() { ModulesFolder = "/opt/nightingale/terraform", DataFolder = "/var/lib/nightingale" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(words.Of([new("local-exec provisioner error", "Error running command '/opt/x/start.sh': exit status 1. Output: No room left.\n")]), Is.EqualTo("No room left."));
            Assert.That(words.Of([new("Bad", "\e[31mred\e[0m at /var/lib/nightingale/instances/1")]), Is.EqualTo("Bad: red at …/instances/1"));
            Assert.That(words.Of([new("Invalid value", "Too few.\n\nThis was checked by the validation rule at variables.tf:38,3-13.")]), Is.EqualTo("Invalid value: Too few."));
            Assert.That(words.Of([new("Only this", "")]), Is.EqualTo("Only this"));
            Assert.That(words.Of([]), Does.StartWith("Terraform failed and did not say why"));
            Assert.That(words.Clean(new string('x', 5000)), Has.Length.EqualTo(1001));
        }
    }

    private static Diagnostic Error(string words) => new(words.Split('\n')[0], string.Join('\n', words.Split('\n').Skip(1)));
}
