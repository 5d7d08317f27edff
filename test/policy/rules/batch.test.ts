import assert from "node:assert/strict";
import { batchProblems, type BatchEnvironment } from "../../../policy/rules/batch";

const m5: BatchEnvironment = { name: "m5", instanceTypes: ["m5.large", "m5.4xlarge"], maxVcpus: 256 };
const job = { vcpus: 4, memoryMiB: 15_000 };

describe("Batch rule", () => {
  it("takes a job that fits one type of one environment", () => {
    assert.deepEqual(batchProblems(job, [m5]), []);
    assert.deepEqual(batchProblems({ vcpus: 16, memoryMiB: 60_000 }, [m5]), []);
    assert.deepEqual(batchProblems(job, [{ ...m5, instanceTypes: ["m5.large"] }, m5]), []);
    assert.deepEqual(batchProblems({ ...job, vcpus: 256 }, [{ ...m5, instanceTypes: ["optimal"] }]), []);
    assert.deepEqual(batchProblems(job, []), []);
  });

  it("names the largest type where none takes it", () => {
    assert.deepEqual(batchProblems({ vcpus: 32, memoryMiB: 15_000 }, [m5]), [
      'compute environment "m5": 32 vCPUs, 15000 MiB fit none of its instance types (m5.large, m5.4xlarge); the largest, m5.4xlarge, has 16 vCPUs, 62,050 MiB; lower VCPU to 16 or name larger instance types',
    ]);
    assert.deepEqual(batchProblems({ vcpus: 2, memoryMiB: 62_051 }, [m5]), [
      'compute environment "m5": 2 vCPUs, 62051 MiB fit none of its instance types (m5.large, m5.4xlarge); the largest, m5.4xlarge, has 16 vCPUs, 62,050 MiB; lower MEMORY to 62050 or name larger instance types',
    ]);
    assert.deepEqual(batchProblems({ vcpus: 2, memoryMiB: 62_050 }, [m5]), []);
  });

  it("reads families, and counts GPUs", () => {
    const g4 = { name: "gpu", instanceTypes: ["g4dn"], maxVcpus: 256 };
    assert.deepEqual(batchProblems({ ...job, gpus: 8 }, [g4]), []);
    assert.deepEqual(batchProblems({ ...job, gpus: 1 }, [{ ...m5, instanceTypes: ["m5"] }]).length, 1);
    assert.match(
      batchProblems({ ...job, gpus: 16 }, [g4])[0] ?? "",
      /4 vCPUs, 15000 MiB, 16 GPUs fit none .* 8 GPUs;/u,
    );
  });

  it("refuses more vCPUs than the environment may have at all, exactly as many it takes", () => {
    assert.deepEqual(batchProblems({ vcpus: 8, memoryMiB: 1000 }, [{ ...m5, maxVcpus: 4 }]), [
      'compute environment "m5": 8 vCPUs are more than its maxVcpus 4; raise maxVcpus to 8 or lower VCPU to 4',
    ]);
    assert.deepEqual(batchProblems({ vcpus: 4, memoryMiB: 1000 }, [{ ...m5, maxVcpus: 4 }]), []);
  });

  it("says nothing where Batch chooses, or a type is not known", () => {
    for (const instanceTypes of [[], ["optimal"], ["default_x86_64"], ["m5.large", "x99.large"], ["nofamily"]]) {
      assert.deepEqual(batchProblems({ vcpus: 200, memoryMiB: 900_000 }, [{ ...m5, instanceTypes }]), []);
    }
  });
});
