// The order in which Go declares the fields of the API's structs, where it is not that of the alphabet: JSON that kubectl
// writes of its own structs comes in this order. Read from k8s.io/api by reflection, for the kinds that kubectl makes or
// changes itself. One line for each struct.

const ORDER = `
apps.v1.ControllerRevision: kind apiVersion metadata data revision
apps.v1.DaemonSet: kind apiVersion metadata spec status
apps.v1.DaemonSetCondition: type status lastTransitionTime reason message
apps.v1.DaemonSetSpec: selector template updateStrategy minReadySeconds revisionHistoryLimit
apps.v1.DaemonSetStatus: currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration updatedNumberScheduled
    numberAvailable numberUnavailable collisionCount conditions
apps.v1.DaemonSetUpdateStrategy: type rollingUpdate
apps.v1.Deployment: kind apiVersion metadata spec status
apps.v1.DeploymentCondition: type status lastUpdateTime lastTransitionTime reason message
apps.v1.DeploymentSpec: replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds
apps.v1.DeploymentStatus: observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions
    collisionCount
apps.v1.DeploymentStrategy: type rollingUpdate
apps.v1.ReplicaSet: kind apiVersion metadata spec status
apps.v1.ReplicaSetCondition: type status lastTransitionTime reason message
apps.v1.ReplicaSetSpec: replicas minReadySeconds selector template
apps.v1.ReplicaSetStatus: replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration conditions
apps.v1.RollingUpdateDaemonSet: maxUnavailable maxSurge
apps.v1.RollingUpdateDeployment: maxUnavailable maxSurge
apps.v1.RollingUpdateStatefulSetStrategy: partition maxUnavailable
apps.v1.StatefulSet: kind apiVersion metadata spec status
apps.v1.StatefulSetCondition: type status lastTransitionTime reason message
apps.v1.StatefulSetSpec: replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds
    persistentVolumeClaimRetentionPolicy ordinals
apps.v1.StatefulSetStatus: observedGeneration replicas readyReplicas currentReplicas updatedReplicas currentRevision updateRevision collisionCount
    conditions availableReplicas
apps.v1.StatefulSetUpdateStrategy: type rollingUpdate
authentication.v1.BoundObjectReference: kind apiVersion name uid
authentication.v1.SelfSubjectReview: kind apiVersion metadata status
authentication.v1.TokenRequest: kind apiVersion metadata spec status
authentication.v1.TokenRequestSpec: audiences expirationSeconds boundObjectRef
authentication.v1.TokenRequestStatus: token expirationTimestamp
authentication.v1.UserInfo: username uid groups extra
autoscaling.v2.ContainerResourceMetricSource: name target container
autoscaling.v2.ContainerResourceMetricStatus: name current container
autoscaling.v2.CrossVersionObjectReference: kind name apiVersion
autoscaling.v2.ExternalMetricStatus: metric current
autoscaling.v2.HPAScalingPolicy: type value periodSeconds
autoscaling.v2.HPAScalingRules: stabilizationWindowSeconds selectPolicy policies tolerance
autoscaling.v2.HorizontalPodAutoscaler: kind apiVersion metadata spec status
autoscaling.v2.HorizontalPodAutoscalerBehavior: scaleUp scaleDown
autoscaling.v2.HorizontalPodAutoscalerCondition: type status lastTransitionTime reason message
autoscaling.v2.HorizontalPodAutoscalerSpec: scaleTargetRef minReplicas maxReplicas metrics behavior
autoscaling.v2.HorizontalPodAutoscalerStatus: observedGeneration lastScaleTime currentReplicas desiredReplicas currentMetrics conditions
autoscaling.v2.MetricSpec: type object pods resource containerResource external
autoscaling.v2.MetricStatus: type object pods resource containerResource external
autoscaling.v2.MetricTarget: type value averageValue averageUtilization
autoscaling.v2.MetricValueStatus: value averageValue averageUtilization
autoscaling.v2.ObjectMetricSource: describedObject target metric
autoscaling.v2.ObjectMetricStatus: metric current describedObject
autoscaling.v2.PodsMetricStatus: metric current
autoscaling.v2.ResourceMetricStatus: name current
batch.v1.CronJob: kind apiVersion metadata spec status
batch.v1.CronJobSpec: schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit
batch.v1.Job: kind apiVersion metadata spec status
batch.v1.JobCondition: type status lastProbeTime lastTransitionTime reason message
batch.v1.JobSpec: parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector
    manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy
batch.v1.JobStatus: conditions startTime completionTime active succeeded failed terminating completedIndexes failedIndexes uncountedTerminatedPods ready
batch.v1.PodFailurePolicyOnPodConditionsPattern: type status
batch.v1.SuccessPolicyRule: succeededIndexes succeededCount
batch.v1.UncountedTerminatedPods: succeeded failed
certificates.v1.CertificateSigningRequest: kind apiVersion metadata spec status
certificates.v1.CertificateSigningRequestCondition: type status reason message lastUpdateTime lastTransitionTime
certificates.v1.CertificateSigningRequestSpec: request signerName expirationSeconds usages username uid groups extra
certificates.v1.CertificateSigningRequestStatus: conditions certificate
core.v1.AWSElasticBlockStoreVolumeSource: volumeID fsType partition readOnly
core.v1.AppArmorProfile: type localhostProfile
core.v1.AttachedVolume: name devicePath
core.v1.AzureDiskVolumeSource: diskName diskURI cachingMode fsType readOnly kind
core.v1.AzureFileVolumeSource: secretName shareName readOnly
core.v1.CSIVolumeSource: driver readOnly fsType volumeAttributes nodePublishSecretRef
core.v1.CephFSVolumeSource: monitors path user secretFile secretRef readOnly
core.v1.CinderVolumeSource: volumeID fsType readOnly secretRef
core.v1.ClusterTrustBundleProjection: name signerName labelSelector optional path
core.v1.ConfigMap: kind apiVersion metadata immutable data binaryData
core.v1.ConfigMapKeySelector: name key optional
core.v1.ConfigMapNodeConfigSource: namespace name uid resourceVersion kubeletConfigKey
core.v1.ConfigMapProjection: name items optional
core.v1.ConfigMapVolumeSource: name items defaultMode optional
core.v1.Container: name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices
    livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty
core.v1.ContainerExtendedResourceRequest: containerName resourceName requestName
core.v1.ContainerPort: name hostPort containerPort protocol hostIP
core.v1.ContainerState: waiting running terminated
core.v1.ContainerStateTerminated: exitCode signal reason message startedAt finishedAt containerID
core.v1.ContainerStateWaiting: reason message
core.v1.ContainerStatus: name state lastState ready restartCount image imageID containerID started allocatedResources resources volumeMounts user
    allocatedResourcesStatus stopSignal
core.v1.DownwardAPIVolumeFile: path fieldRef resourceFieldRef mode
core.v1.DownwardAPIVolumeSource: items defaultMode
core.v1.EnvFromSource: prefix configMapRef secretRef
core.v1.EnvVarSource: fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef
core.v1.EphemeralContainer: name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts
    volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin
    stdinOnce tty targetContainerName
core.v1.Event: kind apiVersion metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related
    reportingComponent reportingInstance
core.v1.FCVolumeSource: targetWWNs lun fsType readOnly wwids
core.v1.FileKeySelector: volumeName path key optional
core.v1.FlexVolumeSource: driver fsType secretRef readOnly options
core.v1.GCEPersistentDiskVolumeSource: pdName fsType partition readOnly
core.v1.GitRepoVolumeSource: repository revision directory
core.v1.HTTPGetAction: path port host scheme httpHeaders
core.v1.HostAlias: ip hostnames
core.v1.ISCSIVolumeSource: targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery chapAuthSession secretRef initiatorName
core.v1.ImageVolumeSource: reference pullPolicy
core.v1.KeyToPath: key path mode
core.v1.LifecycleHandler: exec httpGet tcpSocket sleep
core.v1.LinuxContainerUser: uid gid supplementalGroups
core.v1.LoadBalancerIngress: ip hostname ipMode ports
core.v1.ModifyVolumeStatus: targetVolumeAttributesClassName status
core.v1.NFSVolumeSource: server path readOnly
core.v1.Namespace: kind apiVersion metadata spec status
core.v1.NamespaceCondition: type status lastTransitionTime reason message
core.v1.NamespaceStatus: phase conditions
core.v1.Node: kind apiVersion metadata spec status
core.v1.NodeAddress: type address
core.v1.NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
core.v1.NodeAllocatableResourceClaimStatus: resourceClaimName containers resources
core.v1.NodeCondition: type status lastHeartbeatTime lastTransitionTime reason message
core.v1.NodeConfigStatus: assigned active lastKnownGood error
core.v1.NodeRuntimeHandler: name features
core.v1.NodeSpec: podCIDR podCIDRs providerID unschedulable taints configSource externalID
core.v1.NodeStatus: capacity allocatable phase conditions addresses daemonEndpoints nodeInfo images volumesInUse volumesAttached config runtimeHandlers
    features declaredFeatures
core.v1.NodeSystemInfo: machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem
    architecture swap
core.v1.ObjectReference: kind namespace name uid apiVersion resourceVersion fieldPath
core.v1.PersistentVolumeClaim: kind apiVersion metadata spec status
core.v1.PersistentVolumeClaimCondition: type status lastProbeTime lastTransitionTime reason message
core.v1.PersistentVolumeClaimSpec: accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName
core.v1.PersistentVolumeClaimStatus: phase accessModes capacity conditions allocatedResources allocatedResourceStatuses currentVolumeAttributesClassName
    modifyVolumeStatus
core.v1.PhotonPersistentDiskVolumeSource: pdID fsType
core.v1.Pod: kind apiVersion metadata spec status
core.v1.PodAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
core.v1.PodAffinityTerm: labelSelector namespaces topologyKey namespaceSelector matchLabelKeys mismatchLabelKeys
core.v1.PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
core.v1.PodCertificateProjection: signerName keyType maxExpirationSeconds credentialBundlePath keyPath certificateChainPath userAnnotations
core.v1.PodCondition: type observedGeneration status lastProbeTime lastTransitionTime reason message
core.v1.PodDNSConfig: nameservers searches options
core.v1.PodSecurityContext: seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls
    fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy
core.v1.PodSpec: volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy
    nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext
    imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName
    enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources
    hostnameOverride schedulingGroup
core.v1.PodStatus: observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime initContainerStatuses
    containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses extendedResourceClaimStatus allocatedResources resources
    nodeAllocatableResourceClaimStatuses
core.v1.PortStatus: port protocol error
core.v1.PortworxVolumeSource: volumeID fsType readOnly
core.v1.PreferredSchedulingTerm: weight preference
core.v1.Probe: exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds
core.v1.ProjectedVolumeSource: sources defaultMode
core.v1.QuobyteVolumeSource: registry volume readOnly user group tenant
core.v1.RBDVolumeSource: monitors image fsType pool user keyring secretRef readOnly
core.v1.ReplicationController: kind apiVersion metadata spec status
core.v1.ReplicationControllerCondition: type status lastTransitionTime reason message
core.v1.ReplicationControllerSpec: replicas minReadySeconds selector template
core.v1.ReplicationControllerStatus: replicas fullyLabeledReplicas readyReplicas availableReplicas observedGeneration conditions
core.v1.ResourceFieldSelector: containerName resource divisor
core.v1.ResourceHealth: resourceID health message
core.v1.ResourceQuota: kind apiVersion metadata spec status
core.v1.ResourceQuotaSpec: hard scopes scopeSelector
core.v1.ResourceRequirements: limits requests claims
core.v1.SELinuxOptions: user role type level
core.v1.ScaleIOVolumeSource: gateway system secretRef sslEnabled protectionDomain storagePool storageMode volumeName fsType readOnly
core.v1.ScopedResourceSelectorRequirement: scopeName operator values
core.v1.SeccompProfile: type localhostProfile
core.v1.Secret: kind apiVersion metadata immutable data stringData type
core.v1.SecretKeySelector: name key optional
core.v1.SecretProjection: name items optional
core.v1.SecretVolumeSource: secretName items defaultMode optional
core.v1.SecurityContext: capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem
    allowPrivilegeEscalation procMount seccompProfile appArmorProfile
core.v1.Service: kind apiVersion metadata spec status
core.v1.ServiceAccount: kind apiVersion metadata secrets imagePullSecrets automountServiceAccountToken
core.v1.ServicePort: name protocol appProtocol port targetPort nodePort
core.v1.ServiceSpec: ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName
    externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts
    loadBalancerClass internalTrafficPolicy trafficDistribution
core.v1.ServiceStatus: loadBalancer conditions
core.v1.StorageOSVolumeSource: volumeName volumeNamespace fsType readOnly secretRef
core.v1.TCPSocketAction: port host
core.v1.Taint: key value effect timeAdded
core.v1.Toleration: key operator value effect tolerationSeconds
core.v1.TopologySpreadConstraint: maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy matchLabelKeys
core.v1.Volume: name hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder
    cephfs flocker downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi
    ephemeral image
core.v1.VolumeDevice: name devicePath
core.v1.VolumeMount: name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr
core.v1.VolumeMountStatus: name mountPath readOnly recursiveReadOnly volumeStatus
core.v1.VolumeProjection: secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate
core.v1.VsphereVirtualDiskVolumeSource: volumePath fsType storagePolicyName storagePolicyID
core.v1.WeightedPodAffinityTerm: weight podAffinityTerm
core.v1.WindowsSecurityContextOptions: gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess
meta.v1.Condition: type status observedGeneration lastTransitionTime reason message
meta.v1.LabelSelector: matchLabels matchExpressions
meta.v1.ManagedFieldsEntry: manager operation apiVersion time fieldsType fieldsV1 subresource
meta.v1.ObjectMeta: name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds
    labels annotations ownerReferences finalizers managedFields
meta.v1.OwnerReference: apiVersion kind name uid controller blockOwnerDeletion
networking.v1.HTTPIngressPath: path pathType backend
networking.v1.Ingress: kind apiVersion metadata spec status
networking.v1.IngressBackend: service resource
networking.v1.IngressLoadBalancerIngress: ip hostname ports
networking.v1.IngressPortStatus: port protocol error
networking.v1.IngressSpec: ingressClassName defaultBackend tls rules
policy.v1.PodDisruptionBudget: kind apiVersion metadata spec status
policy.v1.PodDisruptionBudgetSpec: minAvailable selector maxUnavailable unhealthyPodEvictionPolicy
policy.v1.PodDisruptionBudgetStatus: observedGeneration disruptedPods disruptionsAllowed currentHealthy desiredHealthy expectedPods conditions
rbac.v1.ClusterRole: kind apiVersion metadata rules aggregationRule
rbac.v1.ClusterRoleBinding: kind apiVersion metadata subjects roleRef
rbac.v1.PolicyRule: verbs apiGroups resources resourceNames nonResourceURLs
rbac.v1.Role: kind apiVersion metadata rules
rbac.v1.RoleBinding: kind apiVersion metadata subjects roleRef
rbac.v1.Subject: kind apiGroup name namespace
scheduling.v1.PriorityClass: kind apiVersion metadata value globalDefault description preemptionPolicy
`;

let orders: ReadonlyMap<string, readonly string[]> | undefined;

/** By a struct's name, `core.v1.Container`; undefined: by the alphabet. */
export function fieldOrder(name: string): readonly string[] | undefined {
  orders ??= new Map(
    ORDER.replaceAll('\n    ', ' ')
      .trim()
      .split('\n')
      .map((line) => {
        const [struct = '', fields = ''] = line.split(': ');
        return [struct, fields.split(' ')];
      }),
  );
  return orders.get(name);
}
